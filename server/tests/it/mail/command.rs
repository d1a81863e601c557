//! `sportello import` as it is typed.

use std::process::Command;

use super::corpus;
use crate::database::TestDatabase;

contract! {
    #[test] fn import_accounts_for_every_mail;
    #[test] fn import_without_a_channel_says_what_to_do;
}

struct Ended {
    succeeded: bool,
    output: Vec<String>,
    error: String,
}

fn sportello_import(database: &TestDatabase, arguments: &[&str]) -> Ended {
    let program = Command::new(env!("CARGO_BIN_EXE_sportello"))
        .args(["import", "--database", database.address()])
        .args(arguments)
        .arg(corpus::folder())
        .env("RUST_LOG", "warn")
        .output()
        .unwrap();
    Ended {
        succeeded: program.status.success(),
        output: String::from_utf8(program.stdout).unwrap().lines().map(str::to_owned).collect(),
        error: String::from_utf8(program.stderr).unwrap(),
    }
}

/// One line a file where no terminal is, and a summary with a reason for each held mail; the channel
/// is connected; a second run, which needs no channel any more, finds everything there.
async fn import_accounts_for_every_mail(database: TestDatabase) {
    let first = sportello_import(&database, &["--channel", "support@desk.example"]);
    let second = sportello_import(&database, &[]);

    assert!(first.succeeded && second.succeeded, "{} {}", first.error, second.error);
    let files = corpus::all().len();
    assert_eq!(first.output.iter().filter(|line| line.ends_with(".eml: 1 mail")).count(), files);
    let accepted = files - 3;
    let summary = format!("{files} files, {files} mails: {accepted} accepted, 1 duplicate, 2 held");
    assert!(first.output.contains(&summary), "{:?}", first.output);
    let held: Vec<&String> = first.output.iter().filter(|line| line.starts_with("held: ")).collect();
    assert_eq!(held.len(), 2);
    assert!(
        held[0].ends_with("no-headers.eml (mail 1): mail_unreadable: this is not a mail: it has no headers")
    );
    let summary = format!("{files} files, {files} mails: 0 accepted, {} duplicate, 2 held", files - 2);
    assert!(second.output.contains(&summary), "{:?}", second.output);
}

/// Where no channel is named and none is there, nothing is stored and the way out is said.
async fn import_without_a_channel_says_what_to_do(database: TestDatabase) {
    let ended = sportello_import(&database, &[]);

    assert!(!ended.succeeded);
    assert!(ended.error.contains("--channel ADDRESS"), "{}", ended.error);
    assert!(database.store().await.mail_page(None, None, 1).await.unwrap().mails.is_empty());
}
