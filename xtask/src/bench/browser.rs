//! What the app is like in a real browser: `e2e/examples/measure` looks, here it is held against what it should be.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::table::{Aim, Figure};
use crate::report::{must_succeed, say};
use crate::set_up::TestPrograms;
use crate::workspace::Workspace;

/// What `e2e/examples/measure` prints; times in milliseconds.
#[derive(Debug, Deserialize)]
struct Measured {
    tickets: u32,
    list: f64,
    empty_page: f64,
    action: f64,
    layouts: Vec<Scrolled>,
    bulk: Bulk,
}

#[derive(Debug, Deserialize)]
struct Bulk {
    changed: u32,
    seconds: f64,
    worst_frame: f64,
    frames: u32,
    long_frames: u32,
}

#[derive(Debug, Deserialize)]
struct Scrolled {
    layout: String,
    worst_frame: f64,
    frames: u32,
    long_frames: u32,
    fewest_nodes: u32,
    most_nodes: u32,
    rows: u32,
}

/// Measures the app that the server brings.
///
/// # Errors
///
/// When it cannot be built, or a page does not come.
pub fn measure(workspace: &Workspace, server: &Path, quick: bool) -> Result<Vec<Figure>> {
    say("Measuring the app in a browser; making its desk takes some minutes.");
    let mut words = vec!["run", "--quiet", "--package=sportello-e2e", "--example=measure"];
    if quick {
        words.extend(["--", "--quick"]);
    }
    let mut program = workspace.program("cargo", &words).env("SPORTELLO_SERVER_BIN", server);
    for (name, value) in TestPrograms::find(workspace)?.environment() {
        program = program.env(name, value);
    }
    let output = must_succeed("measuring the app in a browser", &program)?;
    let line = output.lines().last().unwrap_or_default();
    let measured = serde_json::from_str(line).context("what measured the app did not print figures")?;
    Ok(figures(measured))
}

fn figures(measured: Measured) -> Vec<Figure> {
    let Measured { tickets, list, empty_page, action, layouts, bulk } = measured;
    let figure = |what: String, value: f64, unit: &str, aim: Aim, baseline| Figure {
        what,
        value,
        unit: unit.to_owned(),
        aim: Some(aim),
        baseline,
    };
    let mut all = vec![
        figure(
            format!("from navigation to the list of {tickets} tickets, nothing kept, half within"),
            list,
            "ms",
            Aim::AtMost(1_000.0),
            Some((empty_page, "a page of a few words".to_owned())),
        ),
        figure(
            "script from a click to the changed screen, 95 of 100".to_owned(),
            action,
            "ms",
            Aim::AtMost(16.0),
            None,
        ),
    ];
    for seen in layouts {
        let Scrolled { layout, worst_frame, frames, long_frames, fewest_nodes, most_nodes, rows } = seen;
        let what = format!("scrolling {tickets} tickets, {layout}: the longest frame");
        let baseline = Some((f64::from(long_frames), format!("of {frames} over 50 ms, {rows} rows passed")));
        all.push(figure(what, worst_frame, "ms", Aim::AtMost(50.0), baseline));
        let what = format!("scrolling {tickets} tickets, {layout}: nodes in the list");
        // As many wherever one is, but for a mark or two that only some rows have.
        let aim = Aim::AtMost(f64::from(fewest_nodes) * 1.1);
        let baseline = Some((f64::from(fewest_nodes), "the fewest".to_owned()));
        all.push(figure(what, f64::from(most_nodes), "", aim, baseline));
    }
    let Bulk { changed, seconds, worst_frame, frames, long_frames } = bulk;
    let what = format!("{changed} tickets changed in one go: the longest frame of another's list meanwhile");
    let baseline = Some((f64::from(long_frames), format!("of {frames} over 50 ms, in {seconds:.0} s")));
    all.push(figure(what, worst_frame, "ms", Aim::AtMost(50.0), baseline));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_showed_is_held_against_what_it_should_be() {
        let printed = r#"{"tickets":5,"list":300.0,"empty_page":4.0,"action":3.0,"layouts":[{"layout":"table",
            "worst_frame":60.0,"frames":9,"long_frames":1,"fewest_nodes":400,"most_nodes":430,"rows":5}],
            "bulk":{"changed":7,"seconds":2.0,"worst_frame":33.0,"frames":99,"long_frames":0}}"#;
        let figures = figures(serde_json::from_str(printed).unwrap());
        let aims: Vec<_> = figures.iter().map(|figure| (figure.value, figure.aim)).collect();
        assert_eq!(aims[2], (60.0, Some(Aim::AtMost(50.0))));
        assert_eq!(figures.len(), 5);
        assert_eq!(figures[3].baseline, Some((400.0, "the fewest".to_owned())));
        assert_eq!((figures[4].value, figures[4].aim), (33.0, Some(Aim::AtMost(50.0))));
    }
}
