//! Files that users store for a reply or a comment, over the API.

use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use sportello_domain::id::{AttachmentId, MessageId};
use sportello_domain::message::{AddComment, Attachment, MOST_BYTES, SendReply};
use sportello_domain::order::Command;
use sportello_domain::protocol::{OrderAnswer, ThreadEntry, ThreadPage};
use sportello_domain::testing;
use sportello_domain::user::{Access, Reach, SaveUser};
use sportello_server::sweep::sweep;

use super::window::{Answer, BRUNO, CHIARA, GIULIA, Received, Sender, Window, request};
use crate::database::TestDatabase;

contract! {
    #[test]
    fn a_stored_file_goes_with_the_reply_or_the_comment_that_names_it;

    #[test]
    fn the_name_and_the_type_of_a_file_are_cleaned;

    #[test]
    fn a_file_is_refused_that_is_too_large_or_has_no_name_and_nothing_is_stored;

    /// PER-09
    #[test]
    fn only_who_stored_a_file_sends_it_or_reads_it_before;

    #[test]
    fn a_file_is_taken_once_by_orders_that_come_together;

    /// PER-01, PER-11
    #[test]
    fn files_are_stored_by_whoever_may_see_tickets;

    #[test]
    fn a_file_that_no_message_took_is_gone_after_a_day;
}

/// Stores a file.
async fn store(window: &Window, sender: &Sender, name: &str, kind: &str, bytes: &[u8]) -> Answer {
    let path = format!("/api/v1/attachments?name={name}");
    let mut request = request(sender, Method::POST, &path, bytes.to_vec().into());
    request.headers_mut().insert(CONTENT_TYPE, kind.parse().unwrap());
    window.send(request).await
}

async fn stored(window: &Window, sender: &Sender, name: &str) -> Attachment {
    let answer = store(window, sender, name, "text/plain", name.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    answer.json()
}

fn reply_with(window: &Window, to: &Received, files: &[AttachmentId]) -> SendReply {
    SendReply {
        message: window.new_id(),
        conversation: to.conversation,
        attachments: files.to_vec(),
        ..testing::reply(1)
    }
}

/// Gives an order, and says with which code it was refused.
async fn refusal(window: &Window, sender: &Sender, command: impl Into<Command>) -> Option<String> {
    match window.order(sender, vec![command.into()]).await.remove(0) {
        OrderAnswer::Accepted { .. } => None,
        OrderAnswer::Refused { problem, .. } => Some(problem.code),
    }
}

/// The files of a message, as its thread shows them.
async fn files_of(window: &Window, sender: &Sender, received: &Received, id: MessageId) -> Vec<Attachment> {
    let path = format!("/api/v1/conversations/{}/thread", received.conversation);
    let page: ThreadPage = window.get(sender, &path).await.json();
    let files = page.entries.into_iter().find_map(|entry| match entry {
        ThreadEntry::Message(view) if view.message.id == id => Some(view.attachments),
        ThreadEntry::Message(_) | ThreadEntry::Happening { .. } => None,
    });
    files.unwrap()
}

async fn a_stored_file_goes_with_the_reply_or_the_comment_that_names_it(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let (sent, noted) =
        (stored(&window, &giulia, "offer.txt").await, stored(&window, &giulia, "n.txt").await);
    assert_eq!((sent.name.as_str(), sent.media_type.as_str(), sent.size), ("offer.txt", "text/plain", 9));

    let reply = reply_with(&window, &received, &[sent.id]);
    let comment = AddComment {
        attachments: vec![noted.id],
        ..AddComment::new(window.new_id(), received.conversation, "")
    };
    for command in [reply.clone().into(), Command::from(comment.clone())] {
        assert_eq!(refusal(&window, &giulia, command).await, None);
    }

    assert_eq!(files_of(&window, &giulia, &received, reply.message).await, std::slice::from_ref(&sent));
    assert_eq!(files_of(&window, &giulia, &received, comment.message).await, std::slice::from_ref(&noted));
    for (file, bytes) in [(sent, "offer.txt"), (noted, "n.txt")] {
        let answer = window.get(&giulia, &format!("/api/v1/attachments/{}", file.id)).await;
        assert_eq!((answer.status, &answer.body[..]), (StatusCode::OK, bytes.as_bytes()));
    }
}

async fn the_name_and_the_type_of_a_file_are_cleaned(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    for (name, kind, expected) in [
        ("R%C3%BCckgabe.pdf", "application/pdf", ("Rückgabe.pdf", "application/pdf")),
        ("..%2F..%2Fa.PNG", "IMAGE/PNG; x=y", ("a.PNG", "image/png")),
        ("a%E2%80%AEfdp.exe", "nonsense", ("afdp.exe", "application/octet-stream")),
        ("a%0D%0Ab", "text/", ("a b", "application/octet-stream")),
    ] {
        let file: Attachment = store(&window, &giulia, name, kind, b"x").await.json();
        assert_eq!((file.name.as_str(), file.media_type.as_str()), expected, "{name}");
    }
}

async fn a_file_is_refused_that_is_too_large_or_has_no_name_and_nothing_is_stored(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let most = vec![7; usize::try_from(MOST_BYTES).unwrap()];
    let over = [&most[..], b"7"].concat();
    let far_over = [&over[..], &over[..]].concat();
    for (name, bytes, expected) in [
        ("a.bin", &over, (413, "file_too_large")),
        ("a.bin", &far_over, (413, "file_too_large")),
        ("%2F", &vec![7], (400, "file_name_missing")),
    ] {
        let answer = store(&window, &giulia, name, "application/zip", bytes).await;
        assert_eq!(answer.problem(), (expected.0, expected.1.to_owned()));
    }
    let without = request(&giulia, Method::POST, "/api/v1/attachments", "x".into());
    assert_eq!(window.send(without).await.problem(), (400, "query_invalid".to_owned()));

    window.clock.set(testing::T0 + TimeDelta::days(2));
    assert_eq!(sweep(&window.engine).await.unwrap(), 1, "the session, and no file");
    let again = window.browser_of(GIULIA).await;
    assert_eq!(store(&window, &again, "a.bin", "application/zip", &most).await.status, StatusCode::CREATED);
}

async fn only_who_stored_a_file_sends_it_or_reads_it_before(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let (giulia, program) = (window.browser_of(GIULIA).await, window.program_of(GIULIA).await);
    let chiara = window.browser_of(CHIARA).await;
    let file = stored(&window, &giulia, "secret.txt").await;
    let comment = AddComment {
        attachments: vec![file.id],
        ..AddComment::new(window.new_id(), received.conversation, "Mine")
    };
    assert_eq!(refusal(&window, &chiara, comment).await.as_deref(), Some("file_not_found"));
    let path = format!("/api/v1/attachments/{}", file.id);
    assert_eq!(window.get(&chiara, &path).await.problem(), (404, "attachment_not_found".to_owned()));
    assert_eq!(window.get(&giulia, &path).await.status, StatusCode::OK, "her own");

    // A customer's file is not to be taken either, and a program acts for its user.
    let stolen = reply_with(&window, &received, &[received.attachment]);
    assert_eq!(refusal(&window, &giulia, stolen).await.as_deref(), Some("file_not_found"));
    let own = reply_with(&window, &received, &[file.id]);
    assert_eq!(refusal(&window, &program, own.clone()).await, None);
    assert_eq!(files_of(&window, &chiara, &received, own.message).await, [file]);
}

async fn a_file_is_taken_once_by_orders_that_come_together(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = [window.receive(1).await, window.receive(2).await];
    let giulia = window.browser_of(GIULIA).await;
    let file = stored(&window, &giulia, "once.txt").await;
    let replies = received.map(|to| reply_with(&window, &to, &[file.id]));

    let [first, second] = replies.map(|reply| refusal(&window, &giulia, reply));
    let (first, second) = tokio::join!(first, second);

    let refused: Vec<_> = [first, second].into_iter().flatten().collect();
    assert_eq!(refused, ["file_not_found"]);
}

async fn files_are_stored_by_whoever_may_see_tickets(database: TestDatabase) {
    let window = Window::open(&database).await;
    for (n, expected) in [(BRUNO, StatusCode::CREATED), (CHIARA, StatusCode::CREATED)] {
        let sender = window.browser_of(n).await;
        assert_eq!(store(&window, &sender, "a.txt", "text/plain", b"x").await.status, expected);
    }
    let answer = store(&window, &Sender::Nobody, "a.txt", "text/plain", b"x").await;
    assert_eq!(answer.problem(), (401, "not_signed_in".to_owned()));
    let mut user = window.engine.setup().users[&testing::user_id(BRUNO)].clone();
    user.access = Access { view: Reach::Nothing, edit: Reach::Nothing, ..user.access };
    window.give(sportello_domain::order::Actor::System, SaveUser { user }).await;
    let answer = store(&window, &window.browser_of(BRUNO).await, "a.txt", "text/plain", b"x").await;
    assert_eq!(answer.problem(), (403, "permission_missing".to_owned()));
}

async fn a_file_that_no_message_took_is_gone_after_a_day(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let program = window.program_of(GIULIA).await;
    let [kept, late] =
        [stored(&window, &program, "kept.txt").await, stored(&window, &program, "late.txt").await];
    let reply = reply_with(&window, &received, &[kept.id]);
    assert_eq!(refusal(&window, &program, reply).await, None);

    window.clock.set(testing::T0 + TimeDelta::hours(24));
    assert_eq!(sweep(&window.engine).await.unwrap(), 0, "it is not older than a day");
    window.clock.set(testing::T0 + TimeDelta::hours(25));
    assert_eq!(sweep(&window.engine).await.unwrap(), 1);

    let answer = window.get(&program, &format!("/api/v1/attachments/{}", kept.id)).await;
    assert_eq!(answer.status, StatusCode::OK, "a message has it");
    let reply = reply_with(&window, &received, &[late.id]);
    assert_eq!(refusal(&window, &program, reply).await.as_deref(), Some("file_not_found"));
}
