//! What the person at the terminal sees: one line a step with its time, the whole output of what failed,
//! a spinner while something runs. Every line that this command prints goes through here.

use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use duct::{Expression, ReaderHandle};
use indicatif::{ProgressBar, ProgressStyle};

/// Prints one line.
pub fn say(line: &str) {
    // Nobody is left to tell when standard output is closed.
    let _closed = writeln!(std::io::stdout(), "{line}");
}

/// How a program ended, and all it printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Whether it ended with success.
    pub success: bool,
    /// What it wrote to both of its outputs, in order.
    pub output: String,
}

/// A step that was taken, for the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What the step is called.
    pub name: String,
    /// How long it took.
    pub took: Duration,
    /// Whether it ended well.
    pub success: bool,
}

/// Runs a program that is one step of something longer: says that it started, shows its last line in a spinner
/// (in a terminal), and keeps what it prints.
///
/// # Errors
///
/// When the program cannot be started, or its output cannot be read.
pub fn follow(name: &str, program: &Expression) -> Result<Ended> {
    follow_for(name, program, Duration::MAX)
}

/// As [`follow`], but ends the program when it is not done within the limit: it then counts as failed.
///
/// # Errors
///
/// When the program cannot be started, or its output cannot be read.
pub fn follow_for(name: &str, program: &Expression, limit: Duration) -> Result<Ended> {
    let spinner = spinner(name);
    let reader =
        program.stderr_to_stdout().unchecked().reader().with_context(|| format!("{name} did not start"))?;
    let (done, wait_until_done) = mpsc::channel::<()>();
    let mut output = String::new();
    std::thread::scope(|scope| {
        let reader = &reader;
        scope.spawn(move || {
            if wait_until_done.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                // A program that cannot be ended has just ended by itself.
                let _already_over = reader.kill();
            }
        });
        let read = read_lines(reader, |line| {
            spinner.set_message(line.trim().chars().take(80).collect::<String>());
            output.push_str(line);
        });
        drop(done);
        read.with_context(|| format!("the output of {name} was cut off"))
    })?;
    let success = reader.try_wait()?.is_some_and(|ended| ended.status.success());
    spinner.finish_and_clear();
    Ok(Ended { success, output })
}

fn read_lines(reader: &ReaderHandle, mut each: impl FnMut(&str)) -> std::io::Result<()> {
    let mut lines = BufReader::new(reader);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        each(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(())
}

/// Takes one step and prints its name, outcome and time. A failed step's reason is printed whole.
pub fn take_step(name: &str, action: impl FnOnce() -> Result<()>) -> Step {
    let start = Instant::now();
    if !std::io::stderr().is_terminal() {
        say(&format!("....    {name}"));
    }
    let outcome = action();
    let step = Step { name: name.to_owned(), took: start.elapsed(), success: outcome.is_ok() };
    if let Err(reason) = outcome {
        say(&format!("{reason:#}"));
    }
    say(&step_line(&step));
    step
}

/// The line that stands for a step: outcome, name, time.
pub fn step_line(step: &Step) -> String {
    let outcome = if step.success { "ok" } else { "FAILED" };
    format!("{outcome:<7} {:<52} {}", step.name, elapsed(step.took))
}

/// Runs a program as a step: its output is the reason when it fails, and is not shown when it does not.
///
/// # Errors
///
/// When the program cannot be started or does not end with success; the error carries what it printed.
pub fn must_succeed(name: &str, program: &Expression) -> Result<String> {
    let ended = follow(name, program)?;
    anyhow::ensure!(
        ended.success,
        "{}\n{name} failed; what it printed is above",
        without_progress(&ended.output)
    );
    Ok(ended.output)
}

/// Output without the lines by which cargo tells what it is compiling: they hide the reason of a failure.
pub fn without_progress(output: &str) -> String {
    const PROGRESS: [&str; 9] = [
        "   Compiling ",
        "    Checking ",
        " Documenting ",
        "  Downloaded ",
        " Downloading ",
        "    Blocking ",
        "    Updating ",
        "     Locking ",
        "      Adding ",
    ];
    let is_progress = |line: &&str| PROGRESS.iter().any(|start| line.starts_with(start));
    let lines: Vec<&str> = output.lines().filter(|line| !is_progress(line)).collect();
    lines.join("\n")
}

/// A length of time as a person says it: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 10 {
        format!("{:.1} s", time.as_secs_f64())
    } else if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

fn spinner(name: &str) -> ProgressBar {
    // Hidden by the crate itself where the standard error is not a terminal.
    let style = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {msg:.dim}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    let spinner = ProgressBar::new_spinner().with_style(style).with_prefix(name.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_reads_as_a_person_says_it() {
        assert_eq!(elapsed(Duration::from_millis(440)), "0.4 s");
        assert_eq!(elapsed(Duration::from_millis(12_900)), "12 s");
        assert_eq!(elapsed(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn output_is_kept_whole_and_in_order() {
        let script = "echo one; echo two >&2; printf 'three'; exit 3";
        let ended = follow("a script", &duct::cmd!("sh", "-c", script)).unwrap();
        assert_eq!(ended, Ended { success: false, output: "one\ntwo\nthree".into() });
    }

    #[test]
    fn program_that_takes_too_long_is_ended() {
        let program = duct::cmd!("sh", "-c", "echo started; exec tail -f /dev/null");
        let ended = follow_for("a program without end", &program, Duration::from_millis(200)).unwrap();
        assert_eq!(ended, Ended { success: false, output: "started\n".into() });
    }

    #[test]
    fn failed_program_gives_its_output_as_the_reason() {
        let reason =
            must_succeed("a script", &duct::cmd!("sh", "-c", "echo 'no such table'; exit 1")).unwrap_err();
        assert!(reason.to_string().contains("no such table"), "{reason}");
        assert_eq!(must_succeed("a script", &duct::cmd!("echo", "well")).unwrap(), "well\n");
    }

    #[test]
    fn cargo_progress_is_left_out_of_a_reason() {
        let output = "   Compiling anyhow v1.0\nerror: mismatched types\n    Checking clap v4\n";
        assert_eq!(without_progress(output), "error: mismatched types");
    }
}
