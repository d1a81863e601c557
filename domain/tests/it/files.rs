//! Files of replies and comments: who may send one, how often, and how many fit.

use sportello_domain::desk::Desk;
use sportello_domain::id::AttachmentId;
use sportello_domain::message::{AddComment, Attachment, MOST_BYTES, MOST_FILES, SendReply, WaitingFile};
use sportello_domain::policy::{may_store_files, visible_slice};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::user::{Permission, Reach};

use crate::done;

/// A ticket with one message of the customer, and these files that wait.
fn desk_with(files: impl IntoIterator<Item = WaitingFile>) -> Desk {
    let asked = incoming(1, conversation_id(1));
    let mut desk = records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [asked]);
    desk.facts.files = files.into_iter().map(|waiting| (waiting.file.id, waiting)).collect();
    desk
}

fn reply_with(files: impl IntoIterator<Item = u8>) -> SendReply {
    SendReply { attachments: files.into_iter().map(attachment_id).collect(), ..reply(9) }
}

fn comment_with(files: impl IntoIterator<Item = u8>) -> AddComment {
    let comment = AddComment::new(message_id(9), conversation_id(1), "See this.");
    AddComment { attachments: files.into_iter().map(attachment_id).collect(), ..comment }
}

/// Both a reply and a comment with these files are refused, for the same reason.
fn check_refused(desk: &Desk, files: &[u8], expected: &Rejection) {
    let reply = give(&setup(), desk, reply_with(files.iter().copied()));
    assert_eq!(reply.as_ref().unwrap_err(), expected);
    let comment = give(&setup(), desk, comment_with(files.iter().copied()));
    assert_eq!(comment.as_ref().unwrap_err(), expected);
}

fn not_found(file: AttachmentId) -> Rejection {
    Rejection::FileNotFound { file }
}

#[test]
fn message_takes_the_files_that_its_author_stored() {
    let before = desk_with([waiting_file(1, user_id(1)), waiting_file(2, user_id(1))]);
    let answered = done(&before, reply_with([2, 1])).desk;
    assert_eq!(answered.messages[&message_id(9)].attachments, [attachment_id(2), attachment_id(1)]);
    let commented = done(&before, comment_with([1])).desk;
    assert_eq!(commented.messages[&message_id(9)].attachments, [attachment_id(1)]);
    assert_eq!(commented.facts.files.keys().copied().collect::<Vec<_>>(), [attachment_id(2)]);
}

/// REP-26
#[test]
fn comment_may_be_a_file_alone() {
    let before = desk_with([waiting_file(1, user_id(1))]);
    let silent = AddComment { text: " ".into(), ..comment_with([1]) };
    assert_eq!(done(&before, silent).desk.messages[&message_id(9)].attachments, [attachment_id(1)]);
}

/// PER-09: a colleague's file is as unknown as one that is not there.
#[test]
fn nobody_sends_a_file_that_somebody_else_stored() {
    let before = desk_with([waiting_file(1, user_id(2))]);
    check_refused(&before, &[1], &not_found(attachment_id(1)));
    check_refused(&before, &[7], &not_found(attachment_id(7)));
}

#[test]
fn file_is_taken_once() {
    let before = desk_with([waiting_file(1, user_id(1))]);
    check_refused(&before, &[1, 1], &not_found(attachment_id(1)));
    let after = done(&before, SendReply { message: message_id(8), ..reply_with([1]) }).desk;
    check_refused(&after, &[1], &not_found(attachment_id(1)));
}

#[test]
fn files_of_a_message_are_no_more_than_mail_servers_take() {
    let large = |n, size| {
        let waiting = waiting_file(n, user_id(1));
        WaitingFile { file: Attachment { size, ..waiting.file }, ..waiting }
    };
    let before = desk_with([large(1, MOST_BYTES - 1), large(2, 1), large(3, 1)]);
    assert_eq!(done(&before, reply_with([1, 2])).desk.messages[&message_id(9)].attachments.len(), 2);
    let too_large = Rejection::FilesTooLarge { max: MOST_BYTES, actual: MOST_BYTES + 1 };
    check_refused(&before, &[1, 2, 3], &too_large);

    let many: Vec<u8> = (1..=51).collect();
    let before = desk_with(many.iter().map(|n| waiting_file(*n, user_id(1))));
    let too_many = Rejection::TooManyFiles { max: MOST_FILES, actual: 51 };
    check_refused(&before, &many, &too_many);
}

/// PER-03, PER-11
#[test]
fn whoever_may_comment_may_store_files_and_sees_only_their_own() {
    let stores = |view| {
        let mut setup = setup();
        setup.users.get_mut(&user_id(1)).unwrap().access.view = view;
        may_store_files(&setup, &user(1))
    };
    let missing = Err(Rejection::PermissionMissing { permission: Permission::Service });
    assert_eq!([Reach::All, Reach::Own, Reach::Nothing].map(stores), [Ok(()), Ok(()), missing]);

    let before = desk_with([waiting_file(1, user_id(1)), waiting_file(2, user_id(2))]);
    let seen = visible_slice(&setup(), &user(1), before).into_inner().facts.files;
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), [attachment_id(1)]);
}
