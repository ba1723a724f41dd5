//! What a run of the orders pipeline tells besides its verdict. It judges nothing.

use super::properties::Monitor;
use super::records::{Answer, Parcel};
use super::service::Service;
use crate::check::{Fact, Property};
use crate::sim::World;

/// Every fact, and what it is. An order is told by its id.
pub(super) const FACTS: &[Property] = &[
    Property { name: "write", about: "the committed orders, in ascending order" },
    Property { name: "commits", about: "the same in the order of their commits" },
    Property { name: "next_id", about: "the id that the next order would get" },
    Property { name: "total_satoshis", about: "what the running total says, in satoshis" },
    Property { name: "answers", about: "for each request the order of its first 2xx answer, or none" },
    Property { name: "rates", about: "for each request the price that this answer names, or none" },
    Property { name: "btc", about: "for each request the bitcoin that this answer names, or none" },
    Property {
        name: "statuses",
        about: "for each request the statuses of all answers that reached its client",
    },
    Property { name: "queue", about: "everything ever published, in its order; none where it was no order" },
    Property { name: "queue_open", about: "what of it was never acknowledged" },
    Property {
        name: "read",
        about: "the rows that can be read, in ascending order, each as often as it is there",
    },
    Property { name: "ghosts", about: "those of them that are no committed order" },
    Property { name: "poison", about: "how many messages that were no order were acknowledged, each once" },
    Property { name: "pages", about: "for each walk the rows of each of its pages" },
    Property { name: "page_statuses", about: "for each walk the status of each of its pages" },
    Property {
        name: "last_references",
        about: "for each walk the last reference of each of its pages, or none",
    },
    Property {
        name: "late_rows",
        about: "for each walk the rows that became visible behind its cursor after page 1",
    },
];

/// The facts of a run as it stands.
pub(super) fn facts(world: &World<'_, Service>, monitor: &Monitor) -> Vec<(&'static str, Fact)> {
    let mut facts = of_orders(world.processes);
    facts.extend(of_answers(monitor));
    facts.extend(of_rows(world.processes));
    facts.extend(of_walks(world.processes, monitor));
    facts
}

fn ids(ids: impl Iterator<Item = u32>) -> Fact {
    Fact::ids(ids)
}

fn of_orders(processes: &[Service]) -> Vec<(&'static str, Fact)> {
    let db = Service::write_db(processes);
    vec![
        ("write", ids(db.orders().iter().map(|(id, _)| id))),
        ("commits", ids(db.commits().iter().copied())),
        ("next_id", u64::from(db.last_id() + 1).into()),
        ("total_satoshis", db.total().0.into()),
    ]
}

fn of_answers(monitor: &Monitor) -> Vec<(&'static str, Fact)> {
    let requests = monitor.ledger.requests();
    let mut orders = vec![None; requests];
    let mut statuses = vec![Vec::new(); requests];
    for answered in monitor.ledger.answers() {
        let place = answered.request as usize;
        statuses[place].push(Fact::Number(answered.answer.status()));
        if let Answer::Made(order) = answered.answer {
            orders[place].get_or_insert(order);
        }
    }
    let text = |text: Option<String>| text.map_or(Fact::Nothing(()), Fact::Text);
    let rates = orders.iter().map(|order| text(order.map(|order| order.rate.to_string())));
    let btc = orders.iter().map(|order| text(order.map(|order| order.btc.to_string())));
    vec![
        ("answers", ids(orders.iter().map(|order| order.map_or(0, |order| order.id)))),
        ("rates", Fact::list(rates)),
        ("btc", Fact::list(btc)),
        ("statuses", Fact::list(statuses.into_iter().map(|statuses| Fact::list(statuses.into_iter())))),
    ]
}

fn of_rows(processes: &[Service]) -> Vec<(&'static str, Fact)> {
    let (db, messages) = (Service::read_db(processes), Service::queue(processes).messages());
    let committed = Service::write_db(processes).orders();
    let id = |parcel: Parcel| match parcel {
        Parcel::Order(order) => order.id,
        Parcel::Poison => 0,
    };
    let open = (0..).zip(messages.published()).filter(|(ticket, _)| !messages.is_acknowledged(*ticket));
    let taken = (0..)
        .zip(messages.published())
        .filter(|(ticket, parcel)| *parcel == Parcel::Poison && messages.is_acknowledged(*ticket));
    let poison = taken.count() as u64;
    let ghosts = db.rows().iter().filter(|(id, row)| committed.get(*id) != Some(*row));
    vec![
        ("queue", ids(messages.published().map(id))),
        ("queue_open", ids(open.map(|(_, parcel)| id(parcel)))),
        ("read", ids(db.rows().iter().map(|(id, _)| id))),
        ("ghosts", ids(ghosts.map(|(id, _)| id))),
        ("poison", poison.into()),
    ]
}

fn of_walks(processes: &[Service], monitor: &Monitor) -> Vec<(&'static str, Fact)> {
    let walks = Service::reader(processes).walks();
    let pages = walks.iter().map(|walk| {
        let mut rest = walk.rows.as_slice();
        Fact::list(walk.pages.iter().map(|page| {
            let (rows, others) = rest.split_at(page.rows as usize);
            rest = others;
            ids(rows.iter().copied())
        }))
    });
    let statuses =
        walks.iter().map(|walk| Fact::list(walk.pages.iter().map(|page| Fact::Number(page.status.into()))));
    let last = walks.iter().map(|walk| ids(walk.pages.iter().map(|page| page.last.unwrap_or(0))));
    let late = (0..walks.len() as u32).map(|walk| ids(monitor.paging.late_rows(walk)));
    vec![
        ("pages", Fact::list(pages)),
        ("page_statuses", Fact::list(statuses)),
        ("last_references", Fact::list(last)),
        ("late_rows", Fact::list(late)),
    ]
}
