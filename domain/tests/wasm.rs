//! The browser and the server agree: the half that runs in a headless browser. The native half, and
//! how to renew what was agreed, is in `it/agreement.rs`.

#![cfg(target_arch = "wasm32")]

#[cfg(test)]
#[path = "it/outcomes.rs"]
mod outcomes;

#[cfg(test)]
mod tests {
    use super::outcomes::outcomes;
    use chrono::{DateTime, TimeDelta, Utc};
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn generated_orders_have_the_agreed_outcomes_in_the_browser() {
        let agreed: Vec<String> = serde_json::from_str(include_str!("agreement.json")).unwrap();
        let outcomes = outcomes();
        for (now, agreed) in outcomes.iter().zip(&agreed) {
            assert_eq!(now, agreed);
        }
        assert_eq!(outcomes.len(), agreed.len());
    }

    /// What differs most between machines: times, their text, and numbers beyond 32 bits.
    #[wasm_bindgen_test]
    fn times_and_large_numbers_survive_the_wire_in_the_browser() {
        let at: DateTime<Utc> = "2026-03-02T09:00:00.123456789Z".parse().unwrap();
        let later = at + TimeDelta::days(36_500);
        let json = serde_json::to_string(&(at, later, u64::MAX, i64::MIN)).unwrap();
        assert_eq!(
            serde_json::from_str::<(DateTime<Utc>, DateTime<Utc>, u64, i64)>(&json).unwrap(),
            (at, later, u64::MAX, i64::MIN)
        );
        assert_eq!(later.to_rfc3339(), "2126-02-06T09:00:00.123456789+00:00");
    }
}
