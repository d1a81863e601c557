//! The script of a demo desk: its stories as mails and orders, each with its time, in the order in which they
//! happen. It does nothing by itself; [`play`](super::play) carries it through the doors that real mails and real
//! clicks come through.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::conversation::{AssignConversation, AssociateConversation};
use sportello_domain::id::{
    ChannelId, ConversationId, MessageId, OrderId, StatusId, TeamId, TicketId, UserId,
};
use sportello_domain::identifier::IdentifierError;
use sportello_domain::message::{AddComment, SendReply};
use sportello_domain::order::{Command, Order};
use sportello_domain::property::BuiltIn;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus, SetProperty};
use sportello_domain::unread::MarkRead;

use super::letter::LetterError;
use super::people::People;
use super::random::Dice;
use super::story::{Language, stories};
use super::tell;

/// How long before today the demo desk opened.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(75);

/// A demo desk, before anything of it has happened.
#[derive(Clone, Debug)]
pub struct Script {
    /// Who works there.
    pub people: People,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub action: Action,
}

/// Which story: its place among all of them.
pub type StoryIndex = usize;

/// What happens in a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A customer's mail comes in.
    Mail {
        /// The story.
        story: StoryIndex,
        /// By which address.
        channel: ChannelId,
        /// The mail as it comes over the wire.
        raw: Vec<u8>,
    },
    /// An order that names only what the script itself made.
    Order(Box<Order>),
    /// An order on what a story's mail became when it came in.
    Deed {
        /// The story.
        story: StoryIndex,
        /// The order's id.
        id: OrderId,
        /// Who gives the order.
        user: UserId,
        /// What is done.
        deed: Deed,
    },
}

/// Where a story's mail ended up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its conversation.
    pub conversation: ConversationId,
    /// The ticket, where the mail created one.
    pub ticket: Option<TicketId>,
}

/// Where each story's mail ended up, so far.
pub type Places = BTreeMap<StoryIndex, Place>;

/// What is done with a conversation or its ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each names the command that it becomes")]
pub enum Deed {
    TakeOver { owner: UserId },
    GiveToTeam { team: TeamId },
    Set { property: BuiltIn, value: String },
    Reply { message: MessageId, text: String, then: Option<StatusId> },
    Comment { message: MessageId, text: String },
    Move { to: StatusId },
    Read,
    JoinTicketOf { story: StoryIndex },
}

impl Deed {
    /// The deed as a command, now that it is known where the mails ended up. None when a mail that it needs made no
    /// ticket.
    pub fn command(&self, story: StoryIndex, places: &Places) -> Option<Command> {
        let place = places.get(&story)?;
        let conversation = place.conversation;
        Some(match self {
            Self::TakeOver { owner } => AssignConversation { conversation, owner: Some(*owner) }.into(),
            Self::GiveToTeam { team } => {
                AssignTicket { ticket: place.ticket?, to: Assignee::Team { team: *team } }.into()
            }
            Self::Set { property, value } => {
                let property = (*property).into();
                SetProperty { ticket: place.ticket?, property, value: value.clone() }.into()
            }
            Self::Reply { message, text, then } => SendReply {
                message: *message,
                conversation,
                in_reply_to: None,
                recipients: Vec::new(),
                text: text.as_str().into(),
                attachments: Vec::new(),
                then_status: *then,
                properties: Vec::new(),
                seen: None,
            }
            .into(),
            Self::Comment { message, text } => AddComment::new(*message, conversation, text.as_str()).into(),
            Self::Move { to } => ChangeStatus::new(place.ticket?, *to).into(),
            Self::Read => MarkRead { ticket: place.ticket? }.into(),
            Self::JoinTicketOf { story } => {
                AssociateConversation { conversation, ticket: places.get(story)?.ticket? }.into()
            }
        })
    }
}

/// A script could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// The instance has no default pipeline.
    #[error("the instance has no default pipeline")]
    NoPipeline,
    /// A story's file is not as it should be.
    #[error("a story cannot be read")]
    Story(#[from] toml::de::Error),
    /// A mail could not be written.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// An address is not one.
    #[error(transparent)]
    Identifier(#[from] IdentifierError),
}

impl Script {
    /// Writes the script of a desk as it stands `now`. The same seed and time give the same script.
    ///
    /// # Errors
    ///
    /// When a story cannot be read, or something in it cannot be written as a mail.
    pub fn write(setup: &Setup, seed: u64, now: DateTime<Utc>) -> Result<Self, ScriptError> {
        let opened_at = now - OPEN_FOR;
        let mut dice = Dice::seeded(seed);
        let people = People::of(setup, &mut dice, opened_at)?.ok_or(ScriptError::NoPipeline)?;
        let mut steps: Vec<Step> = Vec::new();
        for order in people.orders(&mut dice, opened_at) {
            steps.push(Step { at: order.at, action: Action::Order(Box::new(order)) });
        }
        let mut told = Vec::new();
        for language in Language::ALL {
            told.extend(stories(language)?.into_iter().map(|story| (language, story)));
        }
        // First the stories with a ticket of their own, then those that join one: they must come later.
        let mut ends = BTreeMap::new();
        let (own, joining): (Vec<_>, Vec<_>) =
            told.iter().enumerate().partition(|(_, (_, story))| story.joins.is_none());
        for (index, (language, story)) in own {
            let mut dice = Dice::seeded_for(seed, u64::try_from(index).unwrap_or(u64::MAX));
            let own_steps = tell::a_story(&people, story, *language, index, &mut dice, now)?;
            ends.insert(story.subject.as_str(), (index, own_steps.last().map_or(now, |step| step.at)));
            steps.extend(own_steps);
        }
        for (index, (language, story)) in joining {
            let mut dice = Dice::seeded_for(seed, u64::try_from(index).unwrap_or(u64::MAX));
            let joined = story.joins.as_deref().and_then(|subject| ends.get(subject));
            if let Some((joined, end)) = joined {
                let at = *end + TimeDelta::minutes(20);
                steps.extend(tell::a_joining_mail(&people, story, *language, index, *joined, &mut dice, at)?);
            }
        }
        steps.sort_by_key(|step| step.at);
        Ok(Self { people, steps })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use sportello_domain::id::PipelineId;
    use sportello_domain::setup::SupportPipelineIds;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap()
    }

    fn script(seed: u64) -> Script {
        let mut dice = Dice::seeded(99);
        let setup = Setup::installed(SupportPipelineIds {
            pipeline: PipelineId::generate(now(), dice.id_bytes()),
            statuses: [(); 4].map(|()| StatusId::generate(now(), dice.id_bytes())),
        });
        Script::write(&setup, seed, now()).unwrap()
    }

    #[test]
    fn same_seed_and_time_give_the_same_script() {
        assert_eq!(script(1).steps, script(1).steps);
        assert_ne!(script(1).steps, script(2).steps);
    }

    #[test]
    fn everything_happens_between_the_opening_and_now() {
        let steps = script(1).steps;
        assert!(steps.iter().all(|step| step.at >= now() - OPEN_FOR && step.at <= now()));
        assert!(steps.is_sorted_by_key(|step| step.at));
    }

    #[test]
    fn order_ids_are_used_once() {
        let steps = script(1).steps;
        let ids: Vec<OrderId> = steps
            .iter()
            .filter_map(|step| match &step.action {
                Action::Order(order) => Some(order.id),
                Action::Deed { id, .. } => Some(*id),
                Action::Mail { .. } => None,
            })
            .collect();
        let unique: std::collections::BTreeSet<OrderId> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len());
    }
}
