//! What a model declares besides its processes: laws of its own links, what it demands under which trouble, who exits,
//! and when nothing but the end of a connection can help.

use sooner::check::{Demand, Demands, Fact, LinkWeather, Property, Refusal, Trouble, Watch, draw};
use sooner::prelude::*;
use sooner::sim::family::Family;
use sooner::sim::{Observer, Restart, Violation, What};

const CLERK: ProcessId = ProcessId(1);

/// The bank hands a letter to the clerk, who mislays the first one: only the end of their connection brings it back.
#[derive(Clone, Debug)]
struct Post;

#[derive(Clone, Debug)]
enum Desk {
    Bank,
    Clerk { mislaid: bool, filed: bool },
}

#[derive(Clone, Copy, Debug, Hash)]
struct Handed;

impl Label for Handed {
    const KINDS: &'static [&'static str] = &["Handed"];
    fn kind(&self) -> usize {
        0
    }
}

impl Process for Desk {
    type Message = Handed;
    type Timer = Nothing;
    type Input = Nothing;

    fn on_start(&mut self, ctx: &mut impl Context<Self>) {
        if let Desk::Bank = self {
            ctx.send(CLERK, Handed);
            ctx.send(CLERK, Handed);
        }
    }

    fn on_message(&mut self, _: ProcessId, _: Handed, _: &mut impl Context<Self>) {
        if let Desk::Clerk { mislaid, filed } = self {
            *filed = *mislaid;
        }
    }

    fn on_disconnect(&mut self, _: ProcessId, ctx: &mut impl Context<Self>) {
        match self {
            Desk::Bank => ctx.send(CLERK, Handed),
            Desk::Clerk { mislaid, .. } => *mislaid = true,
        }
    }
}

impl System for Post {
    type Process = Desk;

    fn processes(&self) -> Vec<Desk> {
        vec![Desk::Bank, Desk::Clerk { mislaid: false, filed: false }]
    }
    fn settled(&mut self, world: &World<'_, Desk>) -> bool {
        matches!(world.processes[CLERK.index()], Desk::Clerk { filed: true, .. })
    }
    fn can_recover(&self, world: &World<'_, Desk>) -> bool {
        matches!(world.processes[CLERK.index()], Desk::Clerk { mislaid: true, .. })
    }
}

/// Demands that what is sent together arrives together.
struct Together {
    demands: Demands,
    arrivals: Vec<Time>,
}

impl Observer<Post> for Together {
    fn stepped(&mut self, world: &World<'_, Desk>, step: &Step<Desk>) -> Result<(), Violation> {
        let What::Message(..) = step.what else { return Ok(()) };
        self.arrivals.push(world.now);
        let first = self.arrivals[0];
        if world.now > first && self.demands.stands("together", world.now, world.tally) {
            return Err(Violation { property: "together", why: format!("{first} and {}", world.now) });
        }
        Ok(())
    }
}

impl Model for Post {
    const NAME: &'static str = "post";
    const ABOUT: &'static str = "a bank and a clerk";
    const PROPERTIES: &'static [Property] =
        &[Property { name: "together", about: "what is sent together arrives together" }];
    const DEMANDS: &'static [Demand] = &[Demand {
        property: "together",
        unless: &[Trouble::Struck(Family::Delay, &["Handed"]), Trouble::Struck(Family::Partition, &[])],
    }];
    const FACTS: &'static [Property] = &[Property { name: "arrivals", about: "when something arrived" }];
    const EXITS: &'static [&'static str] = &["clerk"];
    type Knobs = ();
    type Monitor = Together;

    fn new(_: &()) -> Result<Post, Refusal> {
        Ok(Post)
    }
    fn process_names(&self) -> Vec<String> {
        vec!["bank".into(), "clerk".into()]
    }
    fn monitor(&self, watch: &Watch<'_>) -> Together {
        Together { demands: Demands::of(self, watch, |_| false), arrivals: Vec::new() }
    }
    fn links(&self) -> Vec<LinkWeather> {
        let keepalive = Some(Span::from_secs(1));
        vec![LinkWeather {
            from: Some("bank".into()),
            connection: keepalive,
            fifo: Some(true),
            ..LinkWeather::default()
        }]
    }
    fn facts(&self, _: &World<'_, Desk>, monitor: &Together) -> Vec<(&'static str, Fact)> {
        let arrivals: Vec<String> = monitor.arrivals.iter().map(Time::to_string).collect();
        vec![("arrivals", Fact::Text(arrivals.join(", ")))]
    }
    fn within(&self, _: &Watch<'_>) -> Option<Span> {
        Some(Span::from_secs(1))
    }
}

fn run(rest: &str) -> Outcome {
    let text = format!(r#"(version: 1, model: "post", horizon: "1m", {rest})"#);
    let scenario = sooner::check::ScenarioOf::<Post>::parse(&text).expect("the scenario is well formed");
    Prepared::<Post>::new(&scenario, &Default::default()).expect("it can be run").run(scenario.seed)
}

#[test]
fn what_only_the_end_of_a_connection_can_mend_is_no_violation() {
    let outcome = run("");
    assert_eq!(outcome.verdict.word(), "stalled", "{}", outcome.verdict);
    let ended = run(r#"faults: [Disconnect(between: ("bank", "clerk"), at: "5s")]"#);
    assert_eq!(ended.verdict.word(), "violated", "it came back, but not together: {}", ended.verdict);
}

#[test]
fn healing_ends_every_connection_of_the_model_once() {
    let weather = r#"weather: (loss: "1/1000000000", heal_at: "5s", links: [(to: "clerk", fifo: false)]),
        faults: [Delay(message: (kind: "Handed", nth: 2), by: "2s")]"#;
    let outcome = run(weather);
    assert_eq!(outcome.verdict.to_string(), "settled at 5s", "the delay excuses from arriving together");
    let unhealed = run(&weather.replace(r#"loss: "1/1000000000", "#, ""));
    assert_eq!(unhealed.verdict.word(), "stalled", "nothing was left to chance, so nothing heals");
}

#[test]
fn what_a_scenario_says_of_a_models_link_leaves_the_rest_of_its_law() {
    let slow = r#"links: [(from: "bank", to: "clerk", latency: Constant("10ms"))]"#;
    let held = r#"faults: [Hold(message: (kind: "Handed", nth: 1), until: "1s"),
        Disconnect(between: ("bank", "clerk"), at: "2s")]"#;
    let arrivals = |weather: &str| run(&format!("weather: ({weather}), {held}")).facts[0].1.to_string();
    assert_eq!(arrivals(slow), "1s, 1s, 2010ms", "the model's order stays");
    let unordered = slow.replace("latency", "fifo: false, latency");
    assert_eq!(arrivals(&unordered), "10ms, 1s, 2010ms");
    assert_eq!(arrivals(r#"latency: Constant("20ms")"#), "1s, 1s, 2040ms", "and lies over the weather's");
}

#[test]
fn a_property_is_demanded_until_its_trouble_strikes() {
    let late = |fault: &str| run(&format!(r#"weather: (links: [(fifo: false)]), faults: [{fault}]"#)).verdict;
    let hold = r#"Hold(message: (kind: "Handed", nth: 2), until: "1s")"#;
    let delay = r#"Delay(message: (kind: "Handed", nth: 2), by: "1s")"#;
    assert_eq!(late(delay).word(), "stalled");
    assert_eq!(late(hold).word(), "stalled", "to hold is to delay: {}", late(hold));
    let copy = r#"Duplicate(message: (kind: "Handed", nth: 2), after: "1s")"#;
    assert_eq!(late(copy).word(), "violated");
}

#[test]
fn a_fact_that_the_model_does_not_tell_is_no_expectation() {
    let text = r#"(version: 1, model: "post", expect: [Fact("arrival", "0s")])"#;
    let scenario = sooner::check::ScenarioOf::<Post>::parse(text).expect("the scenario is well formed");
    let problem = Prepared::<Post>::new(&scenario, &Default::default()).err().expect("it is refused");
    assert_eq!(problem.message, "there is no fact `arrival`");
    assert_eq!(problem.hint.as_deref(), Some("did you mean `arrivals`?"));
}

#[test]
fn a_swarm_draws_when_what_exits_comes_back() {
    let base = Scenario::calm("post", ());
    let back = |seed| draw::<Post>(&base, seed).expect("a seed draws").supervision.get("clerk").copied();
    assert_eq!(back(0), None, "seed 0 draws calm weather");
    assert!((1..20).all(|seed| matches!(back(seed), Some(Restart::After(_)))));
    let never = Scenario { supervision: [("clerk".to_string(), Restart::Never)].into(), ..base.clone() };
    let kept = draw::<Post>(&never, 3).expect("a seed draws").supervision;
    assert_eq!(kept, never.supervision, "what is written stays");
}
