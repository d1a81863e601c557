//! Answers that cross: a colleague answers while somebody is still writing.

use super::SendReply;
use crate::decide::Decision;
use crate::id::UserId;
use crate::message::{Author, Message};
use crate::rejection::Rejection;

impl SendReply {
    /// Holds the answer back where a colleague answered after what its author had seen. Whoever does not say what
    /// was seen is not held.
    ///
    /// # Errors
    ///
    /// [`Rejection::AnsweredMeanwhile`], which names the colleague's answer.
    pub(super) fn hold(&self, decision: &Decision<'_>, author: UserId) -> Result<(), Rejection> {
        let Some(seen) = self.seen else { return Ok(()) };
        let Some(newest) = decision.desk().newest_answer(self.conversation) else { return Ok(()) };
        let place = |message: &Message| (message.written_at, message.id);
        let was_seen = decision.desk().messages.get(&seen).is_some_and(|seen| place(newest) <= place(seen));
        if was_seen || newest.author == (Author::User { user: author }) {
            return Ok(());
        }
        Err(Rejection::AnsweredMeanwhile { message: newest.id })
    }
}
