//! The browser and the server agree: the native half. The other half is `tests/wasm.rs`.

use std::fs;
use std::path::Path;

use sportello_domain::order::Command;

use crate::outcomes::outcomes;

/// The outcomes that both sides must have.
const AGREED: &str = include_str!("../agreement.json");

#[test]
fn generated_orders_have_the_agreed_outcomes_natively() {
    let outcomes = outcomes();
    let agreed: Vec<String> = serde_json::from_str(AGREED).unwrap();
    if outcomes == agreed {
        return;
    }
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("agreement.json");
    fs::write(&fresh, serde_json::to_string_pretty(&outcomes).unwrap() + "\n").unwrap();
    let first = outcomes.iter().zip(&agreed).find(|(now, agreed)| now != agreed);
    panic!(
        "orders have other outcomes than agreed, first: {first:#?}\n\
         If that is meant, say so: cp {} domain/tests/agreement.json",
        fresh.display()
    );
}

/// The generator is worth something: its orders are of every kind, and nearly every kind is accepted
/// now and refused then.
#[test]
fn generated_orders_are_of_every_kind() {
    let outcomes = outcomes();
    let of_kind = |name: &str, refused: bool| {
        let start = format!(" {name}: ");
        outcomes.iter().any(|line| line.contains(&start) && line.contains("refused") == refused)
    };
    let kinds = Command::NAMES.len();
    let accepted = Command::NAMES.iter().filter(|name| of_kind(name, false)).count();
    let refused = Command::NAMES.iter().filter(|name| of_kind(name, true)).count();
    assert!(accepted + 2 >= kinds, "only {accepted} of {kinds} kinds of order are ever accepted");
    assert!(refused + 2 >= kinds, "only {refused} of {kinds} kinds of order are ever refused");
}
