//! What waits for what, in words. It judges nothing.

use super::records::Parcel;
use super::service::Service;

/// At most `most` sentences: the open requests, then the orders that cannot be read, then what else is not over.
pub(super) fn waiting(processes: &[Service], most: usize) -> Vec<String> {
    let (client, write) = (Service::client(processes), Service::write_db(processes));
    let (queue, read) = (Service::queue(processes).messages(), Service::read_db(processes));
    let asked = client.requests().filter(|asked| asked.answer.is_none()).map(|asked| {
        format!(
            "request {} waits for its answer; it was sent {} times",
            asked.request.number,
            asked.tries + 1
        )
    });
    let has = |id: u32| move |parcel: Parcel| matches!(parcel, Parcel::Order(order) if order.id == id);
    let unread = write.commits().iter().filter(|id| read.rows().get(**id).is_none()).map(|id| {
        let places = || (0..).zip(queue.published()).filter(|(_, parcel)| has(*id)(*parcel));
        let open = places().find(|(ticket, _)| !queue.is_acknowledged(*ticket));
        match (open, places().next()) {
            (Some((ticket, _)), _) if queue.unacked().any(|(out, _)| out == ticket) => {
                format!("order {id} was delivered, and is neither acknowledged nor delivered again")
            }
            (Some(_), _) => format!("order {id} waits in the queue"),
            (None, Some(_)) => format!("order {id} was acknowledged, and cannot be read"),
            (None, None) => format!("order {id} is committed, and not in the queue"),
        }
    });
    let orders = write.orders();
    let ghosts = read.rows().iter().filter(|(id, _)| orders.get(*id).is_none());
    let ghosts = ghosts.map(|(id, _)| format!("order {id} can be read, and is not committed"));
    let unacked = queue.unacked().map(|(ticket, _)| format!("message {} is not acknowledged", ticket + 1));
    let unsent = write.outbox().unsent().map(|(_, id)| format!("order {id} is not marked as published"));
    asked.chain(unread).chain(ghosts).chain(unsent).chain(unacked).take(most).collect()
}
