//! Which protocol a scenario is, for the law of its time to consistency. Whatever that law does not cover is refused in
//! words; knows no formula.

use super::letter::{Input, Letter, Tick};
use super::settings::{Rules, Settings};
use super::system::{ACK, ANNOTATION, AnnotationSystem, DATA_ENTRY, GENERATE, SAVE};
use crate::check::{
    Duplication, Failures, Latency, LinkWeather, Mode, Model, Reorder, Samples, Scenario, ScenarioOf, Weather,
};
use crate::exact::{Copies, Cut, Link, NoLaw, Order, Protocol, Ticks};
use crate::sim::fault::{Fault, Role};
use crate::sim::probability::Probability;
use crate::sim::{Label, ProcessId, Span};

/// The messages in the order of the law's links: who sends each to whom.
const LINKS: [(ProcessId, ProcessId); 3] =
    [(DATA_ENTRY, ANNOTATION), (ANNOTATION, DATA_ENTRY), (DATA_ENTRY, ANNOTATION)];

fn none<T>(why: impl Into<String>) -> Result<T, NoLaw> {
    Err(NoLaw(why.into()))
}

/// The protocol that a scenario is.
///
/// # Errors
/// Where its time to consistency has no known law.
pub(super) fn protocol(
    scenario: &ScenarioOf<AnnotationSystem>,
    samples: &Samples,
) -> Result<Protocol, NoLaw> {
    // What is named with an underscore changes nothing about the time to consistency, or decides only which run it is.
    let Scenario {
        version: _,
        model: _,
        knobs,
        swarm: _,
        ranks,
        inputs,
        weather,
        faults,
        supervision: _,
        seed: _,
        end: _,
        horizon: _,
        step_limit: _,
        expect: _,
    } = scenario;
    let model = AnnotationSystem::new(knobs).map_err(|refusal| NoLaw(refusal.message))?;
    if knobs.mutant.is_some() {
        return none("a mutant keeps to other rules");
    }
    if knobs.rules == Rules::CSharp {
        return none("the C# rules have a field that is there from the start");
    }
    if !inputs.is_empty() {
        return none("inputs besides the creation of fields change what is consistent");
    }
    no_climate(weather)?;
    let names = model.process_names();
    let links = [0, 1, 2].map(|kind| law_of_link(weather, samples, &names, kind));
    let [publish, annotate, ack] = links;
    let links = [publish?, annotate?, ack?];
    keeps_order_anyway(&[(0, &links[0]), (1, &links[1]), (2, &links[2])])?;
    Ok(Protocol {
        fields: knobs.fields,
        first_create: knobs.first_create(),
        create_every: knobs.create_every,
        publish_on_create: knobs.publishes_on_create(),
        data_entry: Ticks { first: knobs.first_data_entry_tick(), every: knobs.data_entry_every },
        annotation: Ticks { first: knobs.first_annotation_tick(), every: knobs.annotation_every },
        order: order(&model, ranks)?,
        failures: failures(weather, knobs)?,
        links: links.map(|(link, _)| link),
        cuts: cuts(faults, &names)?,
    })
}

/// What goes first at one instant; what is not named comes last.
fn order(model: &AnnotationSystem, wanted: &[String]) -> Result<Order, NoLaw> {
    let own: Vec<String> = model.ranks().into_iter().map(str::to_string).collect();
    let ranks = if wanted.is_empty() { &own } else { wanted };
    let place = |name: &str| ranks.iter().position(|other| other == name).unwrap_or(ranks.len()) as u8;
    let names = ["message", Input::KINDS[0], Tick::KINDS[0], Tick::KINDS[1]];
    let places = names.map(place);
    for (index, name) in names.iter().enumerate() {
        if let Some(earlier) = places[..index].iter().position(|other| *other == places[index]) {
            let why = format!(
                "`{}` and `{name}` have the same rank, so that their order hangs on the past",
                names[earlier]
            );
            return none(why);
        }
    }
    let [message, create, data_entry, annotation] = places;
    Ok(Order { message, create, data_entry, annotation })
}

/// The weather in time, none of which the law covers.
fn no_climate(weather: &Weather) -> Result<(), NoLaw> {
    let Weather {
        latency: _,
        latency_bound: _,
        loss: _,
        duplication: _,
        reorder: _,
        fifo: _,
        capacity: _,
        connection: _,
        links: _,
        operations: _,
        bursts,
        partitions,
        clogs,
        crashes,
        pauses,
        clocks,
        ties,
        heal_at,
    } = weather;
    let refused = [
        (bursts.is_some(), "bursts strike all fields at once"),
        (!partitions.is_empty(), "links that chance cuts strike all fields at once"),
        (!clogs.is_empty(), "links that get stuck strike all fields at once"),
        (!crashes.is_empty(), "crashes strike all fields at once"),
        (!pauses.is_empty(), "pauses strike all fields at once"),
        (!clocks.is_empty(), "wrong clocks move the ticks of all fields at once"),
        (!ties.is_zero(), "chance decides the order at one instant"),
        (heal_at.is_some(), "chance ends at the instant of healing"),
    ];
    match refused.iter().find(|(there, _)| *there) {
        Some((_, why)) => none(*why),
        None => Ok(()),
    }
}

/// The law of a link, and whether it keeps its messages in order. The last entry that fits decides.
fn law_of_link(
    weather: &Weather,
    samples: &Samples,
    names: &[String],
    kind: usize,
) -> Result<(Link, bool), NoLaw> {
    let (sender, receiver) = LINKS[kind];
    let is = |named: &Option<String>, name: &str| named.as_ref().is_none_or(|named| named == name);
    let fits = |link: &&LinkWeather| {
        is(&link.from, &names[sender.index()])
            && is(&link.to, &names[receiver.index()])
            && is(&link.kind, Letter::KINDS[kind])
    };
    let special = weather.links.iter().rev().find(fits).cloned().unwrap_or_default();
    let LinkWeather {
        from: _,
        to: _,
        kind: _,
        latency,
        loss,
        duplication,
        reorder,
        fifo,
        capacity,
        connection,
    } = special;
    if let Some(Reorder { probability, .. }) = reorder.or_else(|| weather.reorder.clone())
        && !probability.is_zero()
    {
        return none("messages that are overtaken on purpose take any latency up to a bound");
    }
    if capacity.or(weather.capacity).is_some() {
        return none("a link with little room makes fields wait for each other");
    }
    if connection.or(weather.connection).is_some() {
        return none("connections end for all fields at once");
    }
    let latency = atoms(latency.as_ref().unwrap_or(&weather.latency), samples)?;
    let copies = duplication.or_else(|| weather.duplication.clone());
    let copies = copies.filter(|copies| !copies.probability.is_zero());
    let copies = copies.map(|copies| self::copies(&copies, samples)).transpose()?;
    let loss = loss.unwrap_or(weather.loss).to_f64();
    Ok((Link { latency, loss, copies }, fifo.unwrap_or(weather.fifo)))
}

fn copies(duplication: &Duplication, samples: &Samples) -> Result<Copies, NoLaw> {
    let Duplication { probability, mode, delay } = duplication;
    let after = delay.as_ref().map(|delay| atoms(delay, samples)).transpose()?;
    Ok(Copies { probability: probability.to_f64(), per_copy: *mode == Mode::PerCopy, after })
}

/// The latencies of a law that has only so many, each with its probability, ascending.
fn atoms(latency: &Latency, samples: &Samples) -> Result<Vec<(Span, f64)>, NoLaw> {
    let mut atoms = match latency {
        Latency::Constant(span) => vec![(*span, 1.0)],
        Latency::Uniform(from, to) if from == to => vec![(*from, 1.0)],
        Latency::Samples(file) => match samples.get(file) {
            Some(values) if !values.is_empty() => {
                values.iter().map(|value| (*value, 1.0 / values.len() as f64)).collect()
            }
            _ => return none(format!("there are no samples `{file}`")),
        },
        Latency::Mixture(parts) => {
            let mut atoms = Vec::new();
            for (weight, law) in parts {
                let part = self::atoms(law, samples)?;
                atoms.extend(part.into_iter().map(|(span, share)| (span, share * weight.to_f64())));
            }
            atoms
        }
        Latency::Uniform(..) => return none(continuous("uniform")),
        Latency::Exponential { .. } => return none(continuous("exponential")),
        Latency::LogNormal { .. } => return none(continuous("log-normal")),
        Latency::Pareto { .. } => return none(continuous("Pareto")),
    };
    atoms.sort_unstable_by_key(|(span, _)| *span);
    atoms.dedup_by(|next, kept| {
        let alike = next.0 == kept.0;
        kept.1 += if alike { next.1 } else { 0.0 };
        alike
    });
    Ok(atoms)
}

fn continuous(name: &str) -> String {
    format!(
        "a {name} latency has too many values: only constant latencies, measured samples and mixtures of those have one"
    )
}

/// A FIFO link is as any other where no message could overtake another; else messages wait for those of other fields.
fn keeps_order_anyway(links: &[(usize, &(Link, bool))]) -> Result<(), NoLaw> {
    for (kind, (_, fifo)) in links {
        let same = |(other, _): &&(usize, &(Link, bool))| LINKS[*other] == LINKS[*kind];
        let mut latencies = Vec::new();
        for (_, (link, _)) in links.iter().filter(same) {
            let copies = link.copies.iter().flat_map(|copies| copies.after.iter().flatten());
            latencies.extend(link.latency.iter().map(|(span, _)| *span));
            latencies.extend(copies.map(|(after, _)| link.latency[0].0 + *after));
        }
        if *fifo && latencies.windows(2).any(|pair| pair[0] != pair[1]) {
            return none(
                "on a link that keeps its order, messages wait for those of other fields where latencies differ",
            );
        }
    }
    Ok(())
}

/// How likely an attempt of each operation fails.
fn failures(weather: &Weather, knobs: &Settings) -> Result<[f64; 3], NoLaw> {
    let probability = |operation: crate::sim::Operation| {
        let name = AnnotationSystem::OPERATIONS[operation.0 as usize];
        match weather.operations.get(name) {
            None | Some(Failures::Never | Failures::EveryKth(0)) => Ok(Probability::ZERO),
            Some(Failures::EveryKth(1)) => Ok(Probability::ONE),
            Some(Failures::Chance(probability)) => Ok(*probability),
            Some(Failures::EveryKth(_)) => {
                none("failures that count attempts couple the fields: one number, no distribution; run it")
            }
            Some(Failures::Script(attempts)) if attempts.is_empty() => Ok(Probability::ZERO),
            Some(Failures::Script(_)) => none(
                "attempts that fail by their number couple the fields: one number, no distribution; run it",
            ),
        }
    };
    let generate = if knobs.generate_uses_ack_law { ACK } else { GENERATE };
    Ok([probability(generate)?.to_f64(), probability(SAVE)?.to_f64(), probability(ACK)?.to_f64()])
}

/// The known cuts; every other fault is refused.
fn cuts(faults: &[Fault], names: &[String]) -> Result<Vec<Cut>, NoLaw> {
    let find = |role: Role, _: crate::sim::fault::Path, name: &String| match role {
        Role::Process => names
            .iter()
            .position(|other| other == name)
            .map(|index| index as u16)
            .ok_or_else(|| NoLaw(format!("there is no process `{name}`"))),
        _ => none(format!("`{name}` is struck by a fault")),
    };
    let mut cuts = Vec::new();
    for (index, fault) in faults.iter().enumerate() {
        let what = match fault {
            Fault::Partition { .. } => {
                let Fault::Partition { cut, from, until } = fault.map(find)? else {
                    unreachable!("a partition with other names is a partition")
                };
                let links = LINKS.map(|(sender, receiver)| cut.severs(sender.0, receiver.0));
                cuts.push(Cut { links, from, until });
                continue;
            }
            Fault::Lose { .. } => "loses",
            Fault::Delay { .. } | Fault::Take { .. } | Fault::Hold { .. } => "delays",
            Fault::Duplicate { .. } => "copies",
            Fault::Corrupt { .. } => "corrupts",
            Fault::Fail { .. } => "fails",
            Fault::Crash { .. } | Fault::CrashAfter { .. } => "crashes",
            Fault::Pause { .. } => "pauses",
            Fault::Clog { .. } => "clogs",
            Fault::Clock { .. } | Fault::ClockStep { .. } => "changes the clock of",
            Fault::Swap { .. } => "swaps",
            Fault::Disconnect { .. } => "disconnects",
            Fault::SkipTick { .. } => "skips",
        };
        return none(format!(
            "fault {} {what} something particular; of faults, only partitions have one",
            index + 1
        ));
    }
    Ok(cuts)
}
