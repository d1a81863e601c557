//! Figures, and the table in which they stand.

use serde::{Deserialize, Serialize};

use crate::report::say;

/// One measured figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// How much it is.
    pub value: f64,
    /// Of what.
    pub unit: String,
    /// What it should be.
    pub aim: Option<Aim>,
    /// The same of something plainer, measured in the same run, and what that is.
    pub baseline: Option<(f64, String)>,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

impl Aim {
    fn is_reached_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => limit <= value,
        }
    }
}

/// Prints the figures, each beside what it was before.
pub fn print(figures: &[Figure], before: &[Figure]) {
    for line in lines(figures, before) {
        say(&line);
    }
}

fn lines(figures: &[Figure], before: &[Figure]) -> Vec<String> {
    let mut rows = vec![["figure", "value", "aim", "", "baseline", "before"].map(ToOwned::to_owned)];
    rows.extend(figures.iter().map(|figure| row(figure, before)));
    let widths: Vec<usize> = (0..6)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max())
        .map(Option::unwrap_or_default)
        .collect();
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn row(figure: &Figure, before: &[Figure]) -> [String; 6] {
    let unit = figure.unit.as_str();
    let amount = |value: f64| format!("{} {unit}", rounded(value));
    let (aim, verdict) = match figure.aim {
        Some(aim @ Aim::AtMost(limit)) => (format!("≤ {}", amount(limit)), verdict(aim, figure.value)),
        Some(aim @ Aim::AtLeast(limit)) => (format!("≥ {}", amount(limit)), verdict(aim, figure.value)),
        None => (String::new(), String::new()),
    };
    let baseline = figure.baseline.as_ref();
    let earlier = before.iter().find(|earlier| earlier.what == figure.what && earlier.unit == figure.unit);
    [
        figure.what.clone(),
        amount(figure.value),
        aim,
        verdict,
        baseline.map_or(String::new(), |(value, what)| format!("{} {what}", amount(*value))),
        earlier.map_or(String::new(), |earlier| amount(earlier.value)),
    ]
}

fn verdict(aim: Aim, value: f64) -> String {
    if aim.is_reached_by(value) { "reached" } else { "MISSED" }.to_owned()
}

/// Three digits that mean something: `0.742`, `7.42`, `74.2`, `742`, `7 420`.
fn rounded(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    match rest.map(|rest| rest.trim_end_matches('0')).filter(|rest| !rest.is_empty()) {
        Some(rest) => format!("{grouped}.{rest}"),
        None => grouped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64, aim: Option<Aim>) -> Figure {
        let what = "orders".to_owned();
        Figure { what, value, unit: "/s".to_owned(), aim, baseline: Some((9000.0, "bare".to_owned())) }
    }

    #[test]
    fn numbers_keep_three_digits_that_mean_something() {
        let cases =
            [(0.7421, "0.742"), (7.4, "7.4"), (74.21, "74.2"), (742.1, "742"), (7420.4, "7\u{202f}420")];
        for (value, text) in cases {
            assert_eq!(rounded(value), text);
        }
    }

    #[test]
    fn table_says_which_aims_are_missed_and_what_was_before() {
        let aim = Some(Aim::AtLeast(5000.0));
        let table = lines(&[figure(4000.0, aim)], &[figure(5500.0, aim)]);
        let words: Vec<&str> = table[1].split("  ").map(str::trim).filter(|word| !word.is_empty()).collect();
        let thousands = ["4\u{202f}000 /s", "≥ 5\u{202f}000 /s", "9\u{202f}000 /s bare", "5\u{202f}500 /s"];
        let [value, limit, baseline, before] = thousands;
        assert_eq!(words, ["orders", value, limit, "MISSED", baseline, before]);
        assert!(lines(&[figure(6000.0, aim)], &[])[1].contains("reached"));
    }
}
