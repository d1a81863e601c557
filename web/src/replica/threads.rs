//! The threads that were loaded, and what is added to them before they are loaded again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sportello_domain::event::{Event, Fact};
use sportello_domain::history::Happening;
use sportello_domain::id::{AttachmentId, ConversationId, MessageId, TicketId};
use sportello_domain::message::{Attachment, Body};
use sportello_domain::order::Actor;
use sportello_domain::protocol::{MessageView, Sequence, ThreadEntry, ThreadPage};

/// The loaded entries of one conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The entries, oldest first.
    pub entries: Vec<ThreadEntry>,
    /// Where the page before these ends; none where the thread begins.
    pub earlier: Option<String>,
    /// The last event that is in it.
    pub sequence: Sequence,
}

/// The threads that were loaded.
#[derive(Clone, Debug, Default)]
pub struct Threads {
    loaded: BTreeMap<ConversationId, Thread>,
    /// Threads in which something happened that only the server can tell whole.
    stale: Vec<ConversationId>,
}

impl Threads {
    /// The thread of a conversation, if it was loaded.
    pub fn get(&self, conversation: ConversationId) -> Option<&Thread> {
        self.loaded.get(&conversation)
    }

    /// Takes the newest page of a thread. Earlier entries that were loaded before stay.
    pub fn learn(&mut self, conversation: ConversationId, page: ThreadPage) {
        if self.loaded.get(&conversation).is_some_and(|before| before.sequence > page.sequence) {
            return; // The answer was overtaken by a newer one.
        }
        let before = self.loaded.remove(&conversation);
        let first = page.entries.first().map(time_of);
        let mut thread = Thread { entries: Vec::new(), earlier: page.earlier, sequence: page.sequence };
        if let (Some(before), Some(first), Some(_)) = (before, first, &thread.earlier) {
            let kept = before.entries.into_iter().take_while(|entry| time_of(entry) < first);
            thread.entries.extend(kept);
            if !thread.entries.is_empty() {
                thread.earlier = before.earlier;
            }
        }
        thread.entries.extend(page.entries);
        self.loaded.insert(conversation, thread);
    }

    /// Takes the page before the loaded entries.
    pub fn learn_earlier(&mut self, conversation: ConversationId, page: ThreadPage) {
        let Some(thread) = self.loaded.get_mut(&conversation) else { return };
        thread.entries.splice(0..0, page.entries);
        thread.earlier = page.earlier;
    }

    /// Adds what an event is in a thread. A message whose text is not known makes the thread stale.
    /// Returns the threads that are shown otherwise then.
    pub fn happened(
        &mut self,
        sequence: Sequence,
        (event, actor, body, files): (&Event, &Actor, Option<&(MessageId, Body)>, &Files),
        conversations: &[ConversationId],
    ) -> Vec<ConversationId> {
        let mut changed = Vec::new();
        for conversation in conversations {
            let Some(thread) = self.loaded.get_mut(conversation) else { continue };
            if thread.sequence >= sequence {
                continue;
            }
            match entry_of(event, actor, body, files) {
                Entry::Known(entry) => thread.entries.push(entry),
                Entry::Unknown => self.stale.push(*conversation),
                // Who shows it looks where its messages are.
                Entry::Left => {}
                Entry::Nothing => continue,
            }
            changed.push(*conversation);
        }
        changed
    }

    /// Says that nothing loaded is known to be whole any more.
    pub fn forget(&mut self) {
        self.stale.extend(self.loaded.keys());
    }

    /// Forgets a conversation.
    pub fn withdraw(&mut self, conversation: ConversationId) {
        self.loaded.remove(&conversation);
    }

    /// Hands out the threads that have to be loaded again.
    pub fn take_stale(&mut self) -> Vec<ConversationId> {
        let mut stale = std::mem::take(&mut self.stale);
        stale.sort_unstable();
        stale.dedup();
        stale
    }
}

/// What an event is in a thread.
pub enum Entry {
    /// An entry.
    Known(ThreadEntry),
    /// An entry whose text only the server knows.
    Unknown,
    /// That a message is there no more.
    Left,
    /// Nothing.
    Nothing,
}

/// What is known of the files that were stored here, also after a message took them.
pub type Files = BTreeMap<AttachmentId, Attachment>;

/// Says what an event is in a thread, given the text and the files that its order brought.
pub fn entry_of(event: &Event, actor: &Actor, body: Option<&(MessageId, Body)>, files: &Files) -> Entry {
    if let Fact::MessageAdded { message } = &event.fact {
        let known: Vec<Attachment> =
            message.attachments.iter().filter_map(|file| files.get(file).cloned()).collect();
        return match body {
            Some((id, body)) if *id == message.id && known.len() == message.attachments.len() => {
                Entry::Known(ThreadEntry::Message(Box::new(MessageView {
                    message: (**message).clone(),
                    text: body.text.clone(),
                    formatted: body.formatted.as_deref().cloned(),
                    has_html: body.html.is_some(),
                    attachments: known,
                })))
            }
            _ => Entry::Unknown,
        };
    }
    if let Fact::MessageMoved { .. } = &event.fact {
        return Entry::Left;
    }
    match Happening::of(event) {
        Some(happening) => {
            Entry::Known(ThreadEntry::Happening { at: event.at, actor: actor.clone(), happening })
        }
        None => Entry::Nothing,
    }
}

/// The conversation that an event says it happened in, or the ticket of all the conversations in which it is told.
pub enum Told {
    /// In one conversation.
    In(ConversationId),
    /// In every conversation of a ticket.
    InAllOf(TicketId),
    /// In none.
    Nowhere,
}

/// Says in which threads an event is told.
pub fn told(event: &Event) -> Told {
    if let Fact::MessageAdded { message } = &event.fact {
        return Told::In(message.conversation);
    }
    if let Fact::MessageMoved { from, .. } = &event.fact {
        return Told::In(*from);
    }
    if let Fact::ConversationMoved { conversation, .. } = &event.fact {
        return Told::In(*conversation);
    }
    event.fact.ticket().map_or(Told::Nowhere, Told::InAllOf)
}

fn time_of(entry: &ThreadEntry) -> DateTime<Utc> {
    match entry {
        ThreadEntry::Message(view) => view.message.added_at,
        ThreadEntry::Happening { at, .. } => *at,
    }
}
