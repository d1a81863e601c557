//! Importing files: every mail is accounted for, threads are whole, and twice is once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sportello_domain::id::ConversationId;
use sportello_domain::protocol::MailFate;
use sportello_server::mail::import::{ImportSummary, import};

use super::corpus;
use super::desk::Desk;
use crate::database::TestDatabase;

contract! {
    #[test] fn a_corpus_becomes_its_threads;
    #[test] fn held_mails_are_listed_with_their_reason;
    #[test] fn files_of_every_kind_are_found;
    #[test] fn an_interrupted_import_goes_on;
    #[test] fn a_named_file_is_always_accounted_for;
}

/// The folders of mail that are tried: the project's own, and a corpus of real mail where
/// `SPORTELLO_MAIL_CORPUS` names one.
fn corpora() -> Vec<PathBuf> {
    let real = std::env::var_os("SPORTELLO_MAIL_CORPUS").map(PathBuf::from);
    std::iter::once(corpus::folder()).chain(real).collect()
}

/// Every file below a folder that ends in `.eml`.
fn eml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            eml_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "eml") {
            found.push(path);
        }
    }
}

async fn import_into(desk: &Desk, paths: &[PathBuf]) -> ImportSummary {
    import(&desk.engine, desk.channel(), paths, |_| {}).await.unwrap()
}

/// A header of a mail, its lines put together; read here independently of the product.
fn header(raw: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let head = text.split("\n\n").next()?.replace("\n ", " ").replace("\n\t", " ");
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// The ids in a header.
fn ids(raw: &[u8], name: &str) -> Vec<String> {
    let value = header(raw, name).unwrap_or_default();
    value
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(id, _)| id.split_whitespace().collect())
        .collect()
}

/// Mails by their own id, each with those that it names, the nearest first.
type Named = BTreeMap<String, Vec<String>>;

/// The first mail of the thread to which a mail belongs: from each mail to the nearest that it names
/// and that is there.
fn beginning(mail: &str, named: &Named) -> String {
    let mut at = mail;
    let mut seen = BTreeSet::from([at]);
    while let Some(before) = named[at].iter().find(|id| named.contains_key(*id) && id.as_str() != at) {
        if !seen.insert(before) {
            break;
        }
        at = before;
    }
    at.to_owned()
}

/// Every mail of the ledger: its bytes and what became of it.
async fn ledger(desk: &Desk) -> Vec<(Vec<u8>, MailFate)> {
    let page = desk.engine.store().mail_page(None, None, 10_000).await.unwrap();
    let mut mails = Vec::new();
    for mail in page.mails {
        let raw = desk.engine.store().raw_mail(mail.id).await.unwrap().unwrap();
        mails.push((raw.raw, raw.fate));
    }
    mails
}

/// CNV-10, CRE-06: each mail is accounted for, conversations are the threads that the headers make,
/// and a second import changes nothing.
async fn a_corpus_becomes_its_threads(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    for folder in corpora() {
        let mut files = Vec::new();
        eml_files(&folder, &mut files);

        let summary = import_into(&desk, std::slice::from_ref(&folder)).await;

        assert_eq!(summary.mails(), files.len(), "{}: {summary:?}", folder.display());
        assert_eq!(summary.files, files.len());
        assert!(summary.accepted > 0);
    }
    let before = ledger(&desk).await;
    let mut conversations: BTreeMap<String, ConversationId> = BTreeMap::new();
    let mut named = Named::new();
    for (raw, fate) in &before {
        assert_ne!(*fate, MailFate::Waiting);
        let MailFate::Accepted { conversation, ticket, .. } = fate else { continue };
        assert!(ticket.is_some());
        let Some(id) = ids(raw, "Message-ID").into_iter().next() else { continue };
        let references = ids(raw, "References").into_iter().rev();
        let before = ids(raw, "In-Reply-To").into_iter().take(1).chain(references).collect();
        conversations.insert(id.clone(), *conversation);
        named.insert(id, before);
    }
    let mut of_thread: BTreeMap<String, ConversationId> = BTreeMap::new();
    let mut threads: BTreeMap<ConversationId, String> = BTreeMap::new();
    for (id, conversation) in &conversations {
        let thread = beginning(id, &named);
        assert_eq!(
            of_thread.entry(thread.clone()).or_insert(*conversation),
            conversation,
            "{id} of {thread}"
        );
        assert_eq!(threads.entry(*conversation).or_insert(thread.clone()), &thread, "{id}");
    }

    let head = desk.engine.store().head_sequence().await.unwrap();
    for folder in corpora() {
        let again = import_into(&desk, &[folder]).await;
        assert_eq!(again.accepted, 0, "{again:?}");
    }
    assert_eq!(desk.engine.store().head_sequence().await.unwrap(), head, "nothing happens the second time");
    assert_eq!(ledger(&desk).await, before);
}

/// What the project's own mails become, one by one.
async fn held_mails_are_listed_with_their_reason(database: TestDatabase) {
    let desk = Desk::on(&database).await;

    let summary = import_into(&desk, &[corpus::folder()]).await;

    let held: Vec<(String, &str)> = summary
        .held
        .iter()
        .map(|held| (held.file.file_name().unwrap().to_string_lossy().into_owned(), held.code.as_str()))
        .collect();
    assert_eq!(
        held,
        [
            ("no-headers.eml".to_owned(), "mail_unreadable"),
            ("without-sender.eml".to_owned(), "mail_without_sender")
        ]
    );
    assert_eq!(summary.duplicate, 1, "the same Message-ID in other bytes");
    assert_eq!(summary.mails(), corpus::all().len());
}

/// A folder for a test that goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(desk: &Desk) -> Self {
        let name: sportello_domain::id::OrderId = desk.engine.entropy().id();
        let path = std::env::temp_dir().join(format!("sportello-test-{name}"));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left in the temporary folder after a failed test harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An mbox file, a Maildir with a folder inside and single files are told apart by what they hold.
async fn files_of_every_kind_are_found(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let folder = Folder::new(&desk);
    let separator = b"From ada@customer.example Mon Mar  2 09:00:00 2026\r\n".to_vec();
    let mbox =
        [separator.clone(), corpus::raw("plain-answer"), b"\r\n".to_vec(), separator, corpus::raw("plain")];
    folder.write("old/archive", &mbox.concat());
    folder.write("Maildir/cur/1.host:2,S", &corpus::raw("html-only"));
    folder.write("Maildir/new/2.host", &corpus::raw("plain"));
    folder.write("Maildir/tmp/3.host", &corpus::raw("forwarded"));
    folder.write("Maildir/dovecot-uidlist", b"3 V1 N2\n");
    folder.write("Maildir/.Sent/cur/4.host:2,S", &corpus::raw("flowed"));
    folder.write("Maildir/.Sent/new/5.host", b"");
    folder.write("single/letter.eml", &corpus::raw("no-subject"));
    folder.write("single/README.md", b"# Not a mail\n");

    let summary = import_into(&desk, std::slice::from_ref(&folder.0)).await;

    let passed_over: Vec<_> = summary.passed_over.iter().filter_map(|path| path.file_name()).collect();
    assert_eq!(passed_over, ["README.md"]);
    assert_eq!((summary.files, summary.accepted, summary.duplicate), (6, 5, 1), "{summary:?}");
    assert_eq!(summary.held.len(), 1, "the empty file: {:?}", summary.held);
    let accepted = ledger(&desk).await;
    let refund: BTreeSet<ConversationId> = accepted
        .iter()
        .filter(|(raw, _)| header(raw, "Message-ID").is_some_and(|id| id.starts_with("<refund-")))
        .filter_map(|(_, fate)| match fate {
            MailFate::Accepted { conversation, .. } => Some(*conversation),
            MailFate::Waiting | MailFate::Duplicate { .. } | MailFate::Held { .. } => None,
        })
        .collect();
    assert_eq!(refund.len(), 1, "the answer stood before the mail that it answers");
}

/// An import that was interrupted after storing goes on where it was.
async fn an_interrupted_import_goes_on(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mail = corpus::raw("plain");
    sportello_server::mail::intake::store(&desk.engine, desk.channel(), mail).await.unwrap();

    let summary = import_into(&desk, &[corpus::folder().join("plain.eml")]).await;

    assert_eq!((summary.accepted, summary.duplicate), (1, 0));
}

/// A file that is named and is no mail is held, not passed over in silence.
async fn a_named_file_is_always_accounted_for(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let folder = Folder::new(&desk);
    let file = folder.write("notes.txt", b"\nnothing like a mail\n");

    let summary = import_into(&desk, &[file]).await;

    assert_eq!(summary.held.iter().map(|held| held.code.as_str()).collect::<Vec<_>>(), ["mail_unreadable"]);
}
