//! What comes of a long row of generated orders, one line each. It must be the same natively and in
//! WebAssembly, so both tests make it here.

use sportello_domain::event::Event;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::{Dice, Rehearsal, any_order, busy_desk, busy_setup};

/// Gives 2,400 orders, 100 each on twenty-four desks, and says of each what was ordered, what came of it, and
/// a digest of the whole outcome.
pub fn outcomes() -> Vec<String> {
    (1..=24).flat_map(day).collect()
}

fn day(seed: u64) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let mut desk = Rehearsal::on(busy_setup(), busy_desk());
    let orders = 20..120;
    orders
        .map(|fresh| {
            let (actor, command) = any_order(&mut dice, fresh);
            let name = command.name();
            let outcome = desk.give(&actor, command);
            check_is_read_as_written(&outcome);
            format!("{seed}.{fresh} {name}: {} ({:016x})", said(&outcome), digest(&outcome))
        })
        .collect()
}

/// The outcome in short.
fn said(outcome: &Result<Vec<Event>, Rejection>) -> String {
    match outcome {
        Ok(events) if events.is_empty() => "nothing to do".to_owned(),
        Ok(events) => {
            let facts = events.iter().map(|event| {
                let fact = serde_json::to_value(&event.fact).unwrap();
                fact["type"].as_str().unwrap().to_owned()
            });
            facts.collect::<Vec<_>>().join(", ")
        }
        Err(rejection) => format!("refused, {}", rejection.code()),
    }
}

/// The browser reads what is on the wire by other code than the server does.
fn check_is_read_as_written(outcome: &Result<Vec<Event>, Rejection>) {
    match outcome {
        Ok(events) => {
            let json = serde_json::to_string(events).unwrap();
            assert_eq!(&serde_json::from_str::<Vec<Event>>(&json).unwrap(), events, "{json}");
        }
        Err(rejection) => {
            let json = serde_json::to_string(rejection).unwrap();
            assert_eq!(&serde_json::from_str::<Rejection>(&json).unwrap(), rejection, "{json}");
        }
    }
}

/// A digest of the outcome as it is on the wire (FNV-1a).
fn digest(outcome: &Result<Vec<Event>, Rejection>) -> u64 {
    let json = match outcome {
        Ok(events) => serde_json::to_string(events).unwrap(),
        Err(rejection) => serde_json::to_string(rejection).unwrap(),
    };
    json.bytes().fold(0xCBF2_9CE4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
