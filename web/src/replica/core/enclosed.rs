//! What goes with what is written: the files that were stored here, and the message that is answered.

use sportello_domain::id::{AttachmentId, ConversationId, MessageId};
use sportello_domain::message::{Attachment, Author, WaitingFile};
use sportello_domain::protocol::ThreadEntry;

use super::Replica;

impl Replica {
    /// Takes note of a file that was stored here and waits for its message.
    pub fn learn_file(&mut self, file: Attachment) {
        let waiting = WaitingFile { file: file.clone(), stored_by: self.me };
        for desk in [&mut self.said, &mut self.shown] {
            desk.facts.files.insert(file.id, waiting.clone());
        }
        self.files.insert(file.id, file);
    }

    /// What is known of some files that were stored here.
    pub fn files(&self, ids: &[AttachmentId]) -> Vec<Attachment> {
        ids.iter().filter_map(|id| self.files.get(id).cloned()).collect()
    }

    /// Who wrote a message of a thread that was loaded, and how it begins.
    pub fn beginning_of(&self, conversation: ConversationId, message: MessageId) -> Option<(Author, String)> {
        const LETTERS: usize = 120;
        self.threads.get(conversation)?.entries.iter().find_map(|entry| match entry {
            ThreadEntry::Message(view) if view.message.id == message => {
                let words: Vec<&str> = view.text.split_whitespace().take(LETTERS).collect();
                Some((view.message.author.clone(), words.join(" ").chars().take(LETTERS).collect()))
            }
            ThreadEntry::Message(_) | ThreadEntry::Happening { .. } => None,
        })
    }
}
