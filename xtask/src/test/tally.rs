//! Counts tests by what the test programs print: nextest's summary, libtest's (also of doc tests and of
//! wasm-bindgen's runner). What failed is known by name.

use std::collections::BTreeSet;

use regex::Regex;

use crate::report::Ended;

/// How many tests passed, and which did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of tests that passed.
    pub passed: usize,
    /// What did not: the name of each test, or a sentence where something else went wrong.
    pub failures: Vec<String>,
}

impl Tally {
    /// A part that could not run: one failure.
    pub fn could_not_run(reason: impl Into<String>) -> Self {
        Self { passed: 0, failures: vec![reason.into()] }
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.passed += other.passed;
        self.failures.extend(other.failures);
        self
    }

    /// The line that a run ends with.
    pub fn summary(&self) -> String {
        format!("{} passed, {} failed", self.passed, self.failures.len())
    }
}

/// Counts what a test program printed. No test at all is a failure, and so is an end without success
/// that no failed test explains.
pub fn count(program: &str, ended: &Ended) -> Tally {
    let mut tally = count_libtest(&ended.output).and(count_nextest(&ended.output));
    if tally.failures.is_empty() && !ended.success {
        tally.failures.push(format!("{program} did not come to an end; what it printed is above"));
    } else if tally == Tally::default() {
        tally.failures.push(format!("{program} ran no test"));
    }
    tally
}

/// `test name ... ok`, and at the end of each binary `test result: ok. 2 passed; 0 failed; 0 ignored; …`.
fn count_libtest(output: &str) -> Tally {
    let numbers = captures(r"(?m)^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;", output);
    let total = |index: usize| -> usize {
        numbers.iter().filter_map(|found| found.get(index)?.parse::<usize>().ok()).sum()
    };
    let named = |pattern: &str| -> Vec<String> { captures(pattern, output).into_iter().flatten().collect() };
    let mut failures = named(r"(?m)^test (.+?)(?: - should panic)? \.\.\. FAIL(?:ED)?\b");
    // A test that prints between its name and its end is counted without a name.
    failures.extend(
        (failures.len()..total(1)).map(|_| "a test whose name was not printed on one line".to_owned()),
    );
    let ignored = named(r"(?m)^test (.+?) \.\.\. ignored\b");
    failures.extend(ignored.into_iter().map(|name| format!("{name} (ignored: it must run or go)")));
    Tally { passed: total(0), failures }
}

/// `Summary [ 0.3s] 26 tests run: 25 passed (1 flaky), 1 failed, 0 skipped`, and one line for each that failed.
fn count_nextest(output: &str) -> Tally {
    let passed = captures(r"(?m)^\s+Summary \[[^\]]*\] .*?tests? run: (\d+) passed", output);
    let failed = captures(r"(?m)^\s+Summary \[[^\]]*\] .*?(\d+) (?:failed|timed out|exec failed)", output);
    let number = |found: &[Vec<String>]| -> usize {
        found.iter().flatten().filter_map(|digits| digits.parse::<usize>().ok()).sum()
    };
    // A test that failed is printed when it ends, perhaps before a second try, and once more at the end.
    let at_the_end = output.find(" Summary [").and_then(|at| output.get(at..)).unwrap_or_default();
    let names = captures(
        r"(?m)^\s+(?:TRY \d+ )?(?:FAIL|TIMEOUT|ABORT|SIG[A-Z]+|XFAIL|LEAK-FAIL|FLKY-FL)(?: \S+)? \[[^\]]*\] (?:\(\s*[\d─-]+/\d+\) )?(.+)$",
        at_the_end,
    );
    let names: BTreeSet<String> = names.into_iter().flatten().collect();
    let mut failures: Vec<String> = names.into_iter().collect();
    failures.extend((failures.len()..number(&failed)).map(|_| "a test that nextest did not name".to_owned()));
    Tally { passed: number(&passed), failures }
}

fn captures(pattern: &str, text: &str) -> Vec<Vec<String>> {
    // The patterns are this file's own constants: its tests use each.
    let Ok(pattern) = Regex::new(pattern) else {
        return Vec::new();
    };
    let groups = |found: regex::Captures<'_>| {
        found.iter().skip(1).flatten().map(|group| group.as_str().to_owned()).collect()
    };
    pattern.captures_iter(text).map(groups).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(success: bool, output: &str) -> Tally {
        count("the tests", &Ended { success, output: output.to_owned() })
    }

    #[test]
    fn libtest_is_counted_over_all_its_binaries() {
        let output = "running 2 tests\ntest close::a ... ok\ntest close::b ... FAILED\n\n\
                      test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n\
                      running 1 test\ntest domain/src/lib.rs - decide (line 3) ... ok\n\n\
                      test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s\n";
        assert_eq!(tally(false, output), Tally { passed: 2, failures: vec!["close::b".into()] });
    }

    #[test]
    fn browser_tests_are_counted() {
        let output = "running 2 tests\ntest web::shows_the_list ... ok\ntest web::marks_unread ... FAIL\n\n\
                      test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 filtered out; finished in 0.03s\n";
        assert_eq!(tally(false, output), Tally { passed: 1, failures: vec!["web::marks_unread".into()] });
    }

    #[test]
    fn nextest_is_counted_and_each_failure_named_once() {
        let output = "        FAIL [   0.004s] (2/3) sportello-domain close::b\n  stderr ───\n    assertion failed\n\
                      ────────────\n     Summary [   0.301s] 3 tests run: 1 passed (1 flaky), 1 failed, 1 timed out, 5 skipped\n\
                      \x20       FAIL [   0.004s] (2/3) sportello-domain close::b\n     TIMEOUT [ 180.0s] (3/3) sportello-e2e::it sign_in\n";
        let failures = vec!["sportello-domain close::b".into(), "sportello-e2e::it sign_in".into()];
        assert_eq!(tally(false, output), Tally { passed: 1, failures });
    }

    #[test]
    fn test_that_failed_again_is_named_and_one_that_then_passed_is_not() {
        let output = "  TRY 1 FAIL [  31.558s] sportello-e2e::it layouts::a\n  TRY 1 FAIL [   2.0s] sportello-e2e::it keys::b\n\
                      \x20 TRY 2 FAIL [  28.410s] sportello-e2e::it layouts::a\n────────────\n\
                      \x20    Summary [ 227.036s] 34 tests run: 33 passed (1 flaky), 1 failed, 0 skipped\n\
                      \x20  FLAKY 2/2 [   1.5s] sportello-e2e::it keys::b\n  TRY 2 FAIL [  28.410s] sportello-e2e::it layouts::a\n";
        let failures = vec!["sportello-e2e::it layouts::a".into()];
        assert_eq!(tally(false, output), Tally { passed: 33, failures });
    }

    #[test]
    fn no_test_at_all_is_a_failure() {
        assert_eq!(tally(true, "no tests to run!\n").failures, ["the tests ran no test"]);
        let none = "     Summary [   0.000s] 0 tests run: 0 passed, 4 skipped\n";
        assert_eq!(tally(true, none).failures, ["the tests ran no test"]);
    }

    #[test]
    fn ignored_test_is_a_failure() {
        let output = "test slow ... ignored\ntest quick ... ok\n\
                      test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        let expected = Tally { passed: 1, failures: vec!["slow (ignored: it must run or go)".into()] };
        assert_eq!(tally(true, output), expected);
    }

    #[test]
    fn end_that_no_failed_test_explains_is_a_failure() {
        let output = "test quick ... ok\nerror: could not compile `sportello-server`\n";
        assert_eq!(
            tally(false, output).failures,
            ["the tests did not come to an end; what it printed is above"]
        );
        let output =
            "test result: ok. 9 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        let expected = "the tests did not come to an end; what it printed is above";
        assert_eq!(tally(false, output), Tally { passed: 9, failures: vec![expected.into()] });
    }
}
