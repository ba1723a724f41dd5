//! A handler can be tested without an engine: the recorder keeps what it asks for.

use crate::toy::*;
use sooner::sim::process::Effect;
use sooner::sim::*;

fn busy(toy: &mut Toy, seen: Seen, ctx: &mut Ctx<'_>) {
    if seen == Seen::Start {
        ctx.send(B, Ask(1));
        let alarm = ctx.set_timer(Alarm(2), ms(5));
        ctx.cancel_timer(alarm);
        ctx.every(Beat, ms(1), ms(2));
        ctx.then(Later(3));
        toy.durable = ctx.attempt(Operation(0), 4) as u32 + ctx.me().0 as u32;
        ctx.exit(7);
    }
}

#[test]
fn the_recorder_tests_a_handler_without_an_engine() {
    let mut toy = Toy::new(busy);
    let mut ctx = Recorder::new(ProcessId(4), at(20));
    toy.on_start(&mut ctx);
    assert_eq!(toy.durable, 5);
    let Effect::Cancel(alarm) = ctx.effects[2] else { panic!("{:?}", ctx.effects) };
    assert_eq!(
        format!("{:?}", ctx.effects),
        format!(
            "[Send(ProcessId(1), Ask(1)), Set(Alarm(2), 5ms), Cancel({alarm:?}), Every(Beat, 1ms, 2ms), \
             Then(Later(3), 0s), Exit(7)]"
        )
    );
    assert_eq!(ctx.effects.len(), 6);
}
