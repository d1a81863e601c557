//! Mentions: a comment calls colleagues by name, and each of them is told once.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::decide::Decision;
use crate::event::Fact;
use crate::id::{ConversationId, MessageId, TicketId, UserId};
use crate::order::Actor;
use crate::policy;
use crate::rejection::Rejection;

/// Lets a comment mention some users: those who may see its ticket and, where it is in one, its inbox.
///
/// # Errors
///
/// [`Rejection::ConversationWithoutTicket`], and as [`policy::may_be_mentioned`].
pub(crate) fn check(
    decision: &Decision<'_>,
    conversation: ConversationId,
    users: &BTreeSet<UserId>,
) -> Result<(), Rejection> {
    for user in users {
        let ticket = decision.conversation(conversation)?.ticket();
        let ticket = ticket.ok_or(Rejection::ConversationWithoutTicket { conversation })?;
        policy::may_be_mentioned(decision.setup(), decision.ticket(ticket)?, *user)?;
        let inbox = decision.conversation(conversation)?.inbox;
        if inbox
            .is_some_and(|inbox| !policy::sees_inbox(decision.setup(), &Actor::User { user: *user }, inbox))
        {
            return Err(Rejection::MentionWithoutAccess { user: *user });
        }
    }
    Ok(())
}

/// Records that a comment, the newest entry of its ticket, mentions some users. Whoever mentions themself is not told
/// of it (REP-17).
pub(crate) fn tell(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    message: MessageId,
    author: UserId,
    users: &BTreeSet<UserId>,
) {
    let users: BTreeSet<UserId> = users.iter().copied().filter(|user| *user != author).collect();
    let position = decision.desk().tickets.get(&ticket).map_or(0, |ticket| ticket.position);
    if !users.is_empty() {
        decision.record(Fact::Mentioned { ticket, message, position, users });
    }
}

/// A colleague's name in a text, with the `@` before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// The colleague.
    pub user: UserId,
}

/// Finds whom a text calls by name, in its order. Of several names that fit, the longest is meant; who shares it is
/// called too.
pub fn named<'a>(text: &str, names: impl IntoIterator<Item = (UserId, &'a str)>) -> Vec<Named> {
    let names: Vec<(UserId, &str)> = names.into_iter().filter(|(_, name)| !name.is_empty()).collect();
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, after) = text.split_at(at);
        let rest = after.strip_prefix('@').unwrap_or(after);
        let inside_a_word = before.chars().next_back().is_some_and(char::is_alphanumeric);
        let fits = |name: &str| {
            let behind = rest.strip_prefix(name).and_then(|behind| behind.chars().next());
            rest.starts_with(name) && !behind.is_some_and(char::is_alphanumeric)
        };
        let longest =
            names.iter().map(|(_, name)| *name).filter(|name| fits(name)).max_by_key(|name| name.len());
        let Some(longest) = longest.filter(|_| !inside_a_word) else { continue };
        let called = names.iter().filter(|(_, name)| *name == longest);
        found.extend(called.map(|(user, _)| Named { at: at..at + 1 + longest.len(), user: *user }));
    }
    found
}
