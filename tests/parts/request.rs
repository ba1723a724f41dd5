//! Calls against a list of those that are open.

use proptest::prelude::*;
use sooner::parts::{Correlation, Request, Requests};

#[derive(Clone, Debug)]
enum Deed {
    Open(u32),
    /// Of the calls ever made, one.
    Resend(usize),
    Close(usize),
    Forget,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        10 => any::<u32>().prop_map(Deed::Open),
        5 => any::<usize>().prop_map(Deed::Resend),
        10 => any::<usize>().prop_map(Deed::Close),
        1 => Just(Deed::Forget),
    ];
    prop::collection::vec(deed, 0..80)
}

/// An open call: its correlation, what it asked, how often it was sent.
type Open = (Correlation, u32, u32);

fn is_new(made: &[Correlation], call: Correlation) {
    assert!(!made.contains(&call), "{call} is another call's");
    assert_eq!((call.number(), call.to_string()), (made.len() as u64, made.len().to_string()));
}

fn play_many(deeds: &[Deed], calls: &mut Requests<u32>) {
    let (mut made, mut open): (Vec<Correlation>, Vec<Open>) = Default::default();
    for deed in deeds {
        let one_of = |at: usize| (!made.is_empty()).then(|| made[at % made.len()]);
        match *deed {
            Deed::Open(what) => {
                let call = calls.open(what);
                is_new(&made, call);
                made.push(call);
                open.push((call, what, 1));
            }
            Deed::Resend(at) => {
                let Some(call) = one_of(at) else { continue };
                let found = open.iter_mut().find(|(open, ..)| *open == call);
                let sent = found.map(|(_, what, sent)| {
                    *sent += 1;
                    (*what, *sent)
                });
                assert_eq!(calls.resend(call), sent);
            }
            Deed::Close(at) => {
                let Some(call) = one_of(at) else { continue };
                let found = open.iter().position(|(open, ..)| *open == call).map(|at| open.remove(at).1);
                assert_eq!(calls.close(call), found);
            }
            Deed::Forget => {
                calls.forget();
                open.clear();
            }
        }
        assert_eq!((calls.len(), calls.is_empty()), (open.len(), open.is_empty()));
        assert!(calls.iter().eq(open.iter().map(|(call, what, _)| (*call, *what))));
        for call in &made {
            let found = open.iter().find(|(open, ..)| open == call);
            assert_eq!(calls.takes(*call), found.is_some());
            assert_eq!(calls.get(*call), found.map(|(_, what, _)| *what));
            let sent = found.map_or(0, |(.., sent)| *sent);
            assert_eq!(calls.sent(*call), sent);
            assert_eq!(calls.takes_time_out(*call, sent), found.is_some());
            assert!(!calls.takes_time_out(*call, sent + 1));
        }
    }
}

fn play_one(deeds: &[Deed], request: &mut Request<u32>) {
    let (mut made, mut open): (Vec<Correlation>, Option<Open>) = Default::default();
    for deed in deeds {
        match *deed {
            Deed::Open(what) => {
                let call = request.open(what);
                is_new(&made, call);
                made.push(call);
                open = Some((call, what, 1));
            }
            Deed::Resend(_) => {
                open = open.map(|(call, what, sent)| (call, what, sent + 1));
                assert_eq!(request.resend(), open.map(|(call, ..)| call));
            }
            Deed::Close(at) => {
                // Every other one is of any call, every other one of the latest.
                let at = if at % 2 == 0 { at / 2 % made.len().max(1) } else { made.len().saturating_sub(1) };
                let Some(call) = made.get(at).copied() else { continue };
                let found = open.take_if(|(open, ..)| *open == call).map(|(_, what, _)| what);
                assert_eq!(request.close(call), found);
            }
            Deed::Forget => {
                request.forget();
                open = None;
            }
        }
        assert_eq!((request.is_open(), request.sent()), (open.is_some(), open.map_or(0, |(.., sent)| sent)));
        assert_eq!((request.call(), request.what()), (open.map(|open| open.0), open.map(|open| open.1)));
        for call in &made {
            let awaited = open.is_some_and(|(open, ..)| open == *call);
            assert_eq!(request.takes(*call), awaited);
            assert_eq!(request.takes_time_out(*call, request.sent()), awaited);
            assert!(!request.takes_time_out(*call, request.sent() + 1));
        }
    }
}

proptest! {
    #[test]
    fn calls_are_a_list_of_what_is_open(first in deeds(), second in deeds()) {
        let mut calls = Requests::new();
        play_many(&first, &mut calls);
        calls.clear();
        play_many(&second, &mut calls);
    }

    #[test]
    fn a_request_is_the_latest_call_until_it_is_answered(first in deeds(), second in deeds()) {
        let mut request = Request::new();
        play_one(&first, &mut request);
        request.clear();
        play_one(&second, &mut request);
    }
}

#[test]
fn a_reply_to_an_earlier_life_is_stale() {
    let (mut request, mut calls) = (Request::new(), Requests::new());
    let (one, many) = (request.open('a'), calls.open('a'));
    request.forget();
    calls.forget();
    request.open('b');
    calls.open('b');
    assert_eq!((request.close(one), calls.close(many)), (None, None));
}

#[test]
fn what_a_call_asks_can_be_written_to_while_it_waits() {
    let mut calls = Requests::new();
    let call = calls.open(1);
    *calls.get_mut(call).unwrap() += 1;
    assert_eq!(calls.close(call), Some(2));
    assert_eq!(calls.get_mut(call), None);
}
