//! A crowd of customers for measuring: each with a whole history at the desk, made from the customer's number and the
//! seed alone. The words are those of the stories, shuffled, so that a search finds in them what it finds in real mail.

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::channel::Channel;
use sportello_domain::conversation::AssignConversation;
use sportello_domain::id::{ChannelId, ContactId, ConversationId, MessageId, OrderId, TicketId, UserId};
use sportello_domain::identifier::{DeliveryIdentifier, EmailAddress, IdentifierError};
use sportello_domain::mail::{MailHead, MailId};
use sportello_domain::message::{
    AddComment, Arrival, Body, DeliveryOutcome, Nature, ReceiveMessage, Recipient, RecipientRole,
    RecordDelivery, SendReply,
};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::pipeline::{Pipeline, State};
use sportello_domain::property::{BuiltIn, Priority};
use sportello_domain::ticket::{ChangeStatus, SetProperty};

use super::company::Company;
use super::random::Dice;
use super::story::{Language, stories};

/// How many of a hundred customers come back once with another problem.
const COME_BACK: u64 = 50;

/// The words from which letters are made, by language.
#[derive(Clone, Debug)]
pub struct Words {
    languages: Vec<LanguageWords>,
}

#[derive(Clone, Debug, Default)]
struct LanguageWords {
    subjects: Vec<String>,
    sentences: Vec<String>,
    first_names: Vec<String>,
    last_names: Vec<String>,
}

impl Words {
    /// The words of all stories.
    ///
    /// # Errors
    ///
    /// When a story cannot be read.
    pub fn of_the_stories() -> Result<Self, toml::de::Error> {
        let mut languages = Vec::new();
        for language in Language::ALL {
            let mut words = LanguageWords::default();
            for story in stories(language)? {
                words.subjects.push(story.subject);
                let text = story.opening.replace('\n', " ");
                let sentences = text.split_inclusive(['.', '?', '!']).map(str::trim);
                words.sentences.extend(sentences.filter(|part| part.len() > 12).map(ToOwned::to_owned));
                if let Some((first, last)) = story.customer.name.split_once(' ') {
                    words.first_names.push(first.to_owned());
                    words.last_names.push(last.to_owned());
                }
            }
            languages.push(words);
        }
        Ok(Self { languages })
    }
}

/// Writes the histories of a crowd.
#[derive(Clone, Debug)]
pub struct Crowd {
    /// What depends on nothing else.
    pub seed: u64,
    /// The words.
    pub words: Words,
    /// Who works at the desk.
    pub company: Company,
    /// When the first customer writes.
    pub from: DateTime<Utc>,
    /// When all is as it stands.
    pub until: DateTime<Utc>,
    /// How many customers there are, so that their first mails are spread over the whole time.
    pub customers: u64,
}

/// One customer's history in the making.
struct Writing<'a> {
    crowd: &'a Crowd,
    dice: Dice,
    words: &'a LanguageWords,
    name: String,
    email: EmailAddress,
    at: DateTime<Utc>,
    orders: Vec<Order>,
    /// The first mail of the thread and the last, which the next one names.
    thread: Vec<MailId>,
}

impl Crowd {
    /// How many tickets come of the customer with this number.
    pub fn tickets_of(&self, number: u64) -> u64 {
        1 + u64::from(Dice::seeded_for(!self.seed, number).happens(COME_BACK))
    }

    /// What the customer with this number and the desk wrote to each other, about so many problems, in order.
    ///
    /// # Errors
    ///
    /// When the address made for the customer is not one.
    pub fn history(&self, number: u64, tickets: u64) -> Result<Vec<Order>, IdentifierError> {
        let mut dice = Dice::seeded_for(self.seed, number);
        let nobody = LanguageWords::default();
        let words = dice.one_of(&self.words.languages).unwrap_or(&nobody);
        let pick = |dice: &mut Dice, from: &[String]| dice.one_of(from).cloned().unwrap_or_default();
        let (first, last) = (pick(&mut dice, &words.first_names), pick(&mut dice, &words.last_names));
        let mut writing = Writing {
            crowd: self,
            words,
            name: format!("{first} {last}"),
            email: EmailAddress::try_from(format!("customer{number}@mail{}.example", dice.between(1, 60)))?,
            at: self.start_of(number, &mut dice),
            dice,
            orders: Vec::new(),
            thread: Vec::new(),
        };
        for _ in 0..tickets {
            let start = writing.at;
            writing.ticket();
            // The next problem comes at any time after the first one began.
            let left = u64::try_from((self.until - start).num_seconds()).unwrap_or(0);
            writing.at = start + seconds(writing.dice.between(1, left));
        }
        Ok(writing.orders)
    }

    /// When a customer writes first: the later, the higher the number.
    fn start_of(&self, number: u64, dice: &mut Dice) -> DateTime<Utc> {
        let span = u64::try_from((self.until - self.from).num_seconds()).unwrap_or(0);
        let share = span.saturating_sub(DAY) / self.customers.max(1);
        self.from + seconds(share * number + dice.between(0, DAY))
    }
}

const DAY: u64 = 86_400;

fn seconds(count: u64) -> TimeDelta {
    TimeDelta::seconds(i64::try_from(count).unwrap_or(0))
}

/// How many messages a ticket has: five on average, with a long tail.
fn messages(dice: &mut Dice) -> u64 {
    match dice.between(0, 1_000) {
        0..200 => 1,
        200..690 => dice.between(2, 5),
        690..925 => dice.between(5, 10),
        925..992 => dice.between(10, 31),
        _ => dice.between(50, 151),
    }
}

impl Writing<'_> {
    /// One problem from the first mail to where it stands.
    fn ticket(&mut self) {
        let Some(channel) = self.dice.one_of(&self.crowd.company.channels).cloned() else { return };
        let Some(pipeline) = self.crowd.company.pipelines.get(&channel.pipeline).cloned() else { return };
        let Some(agent) = self.dice.one_of(&self.crowd.company.agents).copied() else { return };
        let subject = self.dice.one_of(self.words.subjects.as_slice()).cloned().unwrap_or_default();
        let subject = format!("{subject} ({})", self.dice.between(10_000, 99_999));
        let (ticket, conversation) = (self.ticket_id(), self.conversation_id());
        self.thread.clear();
        self.customer_writes(&channel.id, &subject, conversation, ticket);
        let taken = self.dice.happens(94);
        if taken && self.pass(1, 300) {
            self.by(agent, AssignConversation { conversation, owner: Some(agent) }.into());
        }
        if self.dice.happens(70) && self.pass(0, 20) {
            let priority = self.dice.one_of(&Priority::ALL).copied().unwrap_or(Priority::Medium);
            let (property, value) = (BuiltIn::Priority.into(), priority.name().to_owned());
            self.by(agent, SetProperty { ticket, property, value }.into());
        }
        let more = if taken { messages(&mut self.dice) - 1 } else { 0 };
        for place in 0..more {
            if !self.pass(5, 1_500) {
                return;
            }
            match place % 2 {
                _ if self.dice.happens(6) => self.comment(agent, conversation),
                0 => self.answer(agent, conversation, &channel, &pipeline),
                _ => self.customer_writes(&channel.id, &format!("Re: {subject}"), conversation, ticket),
            }
        }
        // Nearly everything that somebody took is done in the end.
        let closed = pipeline.ordered().into_iter().find(|status| status.state == State::Closed);
        if let Some(status) = closed.map(|status| status.id)
            && taken
            && self.dice.happens(92)
            && self.pass(30, 3_000)
        {
            self.by(agent, ChangeStatus::new(ticket, status).into());
        }
    }

    fn customer_writes(
        &mut self,
        channel: &ChannelId,
        subject: &str,
        conversation: ConversationId,
        ticket: TicketId,
    ) {
        let message = self.message_id();
        let id = MailId::of_message(message, "mail.example");
        let (in_reply_to, references) = (self.thread.last().cloned(), self.thread.clone());
        let arrival = Arrival::Mail {
            head: MailHead { id: id.clone(), in_reply_to, references },
            reply_token: None,
            nature: Nature::Personal,
        };
        let received = ReceiveMessage {
            message,
            channel: *channel,
            from: DeliveryIdentifier::Email(self.email.clone()),
            from_name: Some(self.name.clone()),
            reply_to: None,
            recipients: self.crowd.company.address(channel).map(to).into_iter().collect(),
            subject: Some(subject.to_owned()),
            body: Body { text: self.text(), ..Body::default() },
            attachments: Vec::new(),
            written_at: Some(self.at),
            arrival,
            new_contact: ContactId::generate(self.at, self.dice.id_bytes()),
            new_conversation: conversation,
            new_ticket: ticket,
        };
        self.order(Actor::Channel { channel: *channel }, received.into());
        self.follows(id);
    }

    fn answer(
        &mut self,
        agent: UserId,
        conversation: ConversationId,
        channel: &Channel,
        pipeline: &Pipeline,
    ) {
        let message = self.message_id();
        let waiting_on_contact = pipeline.ordered().get(1).map(|status| status.id);
        let reply = SendReply {
            message,
            conversation,
            in_reply_to: None,
            recipients: Vec::new(),
            text: self.text().into(),
            attachments: Vec::new(),
            then_status: waiting_on_contact,
            properties: Vec::new(),
            seen: None,
        };
        self.by(agent, reply.into());
        let domain = channel.address().map_or("lucerna.example", EmailAddress::domain).to_owned();
        self.follows(MailId::of_message(message, &domain));
        self.at += TimeDelta::seconds(2);
        let outcome = DeliveryOutcome::Sent;
        self.order(Actor::System, RecordDelivery { message, outcome }.into());
    }

    fn comment(&mut self, agent: UserId, conversation: ConversationId) {
        let (message, text) = (self.message_id(), self.text());
        self.by(agent, AddComment::new(message, conversation, text).into());
    }

    /// The next mail of the thread names its first and its last.
    fn follows(&mut self, id: MailId) {
        self.thread.truncate(1);
        self.thread.push(id);
    }

    /// Two to six sentences.
    fn text(&mut self) -> String {
        let count = self.dice.between(2, 7);
        let mut text = String::new();
        for place in 0..count {
            if place > 0 {
                text.push_str(if self.dice.happens(25) { "\n\n" } else { " " });
            }
            text.push_str(self.dice.one_of(self.words.sentences.as_slice()).map_or("", String::as_str));
        }
        text
    }

    /// Lets some minutes pass. Says whether it is still before the end of the whole time.
    fn pass(&mut self, low: u64, high: u64) -> bool {
        self.at += seconds(self.dice.between(low * 60 + 1, high * 60));
        self.at < self.crowd.until
    }

    fn by(&mut self, user: UserId, command: Command) {
        self.order(Actor::User { user }, command);
    }

    fn order(&mut self, actor: Actor, command: Command) {
        let id = OrderId::generate(self.at, self.dice.id_bytes());
        self.orders.push(Order { id, actor, at: self.at, command });
    }

    fn message_id(&mut self) -> MessageId {
        MessageId::generate(self.at, self.dice.id_bytes())
    }

    fn ticket_id(&mut self) -> TicketId {
        TicketId::generate(self.at, self.dice.id_bytes())
    }

    fn conversation_id(&mut self) -> ConversationId {
        ConversationId::generate(self.at, self.dice.id_bytes())
    }
}

fn to(address: EmailAddress) -> Recipient {
    Recipient { role: RecipientRole::To, identifier: DeliveryIdentifier::Email(address) }
}
