//! Telling one story: its turns as steps, one after the other, so that the last ends shortly before today.

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::id::{MessageId, OrderId, StatusId, TicketId, UserId};
use sportello_domain::mail::MailId;
use sportello_domain::message::{DeliveryOutcome, RecordDelivery};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::property::BuiltIn;
use sportello_domain::ticket::{ChangeStatus, CreateTicket};
use sportello_domain::user::User;

use super::letter::{Letter, Quote};
use super::people::{People, status_at};
use super::random::Dice;
use super::script::{Action, Deed, ScriptError, Step, StoryIndex};
use super::story::{DeskName, Dress, Enclosure, Language, Stage, Story, Turn};

/// The steps of a story that has a ticket of its own, or that stays in an inbox, in order.
///
/// # Errors
///
/// When something in it cannot be written as a mail.
pub fn a_story(
    people: &People,
    story: &Story,
    language: Language,
    index: StoryIndex,
    dice: &mut Dice,
    now: DateTime<Utc>,
) -> Result<Vec<Step>, ScriptError> {
    let gaps: Vec<TimeDelta> = story.turns.iter().map(|turn| gap_before(turn, dice)).collect();
    let end = now - age_at(story.end, dice);
    let start = end - gaps.iter().sum::<TimeDelta>();
    let mut teller = Teller::new(people, story, language, index, dice, start);
    match story.desk {
        DeskName::Phone => teller.note_a_call(),
        DeskName::Shop | DeskName::App | DeskName::Invoices => {
            teller.customer_writes(&story.opening, story.dress, story.enclosure)?;
            teller.take_in();
            for (place, (turn, gap)) in story.turns.iter().zip(gaps).enumerate() {
                teller.at += gap;
                teller.take_turn(turn, place + 1 == story.turns.len())?;
            }
            teller.come_to_the_end();
            teller.let_colleagues_read();
        }
        DeskName::Applications => {
            teller.customer_writes(&story.opening, story.dress, story.enclosure)?;
            teller.take_over();
            for (turn, gap) in story.turns.iter().zip(gaps) {
                teller.at += gap;
                teller.take_turn(turn, false)?;
            }
        }
    }
    Ok(teller.steps)
}

/// The steps of a mail that makes no ticket, and is joined to that of another story.
///
/// # Errors
///
/// When it cannot be written as a mail.
pub fn a_joining_mail(
    people: &People,
    story: &Story,
    language: Language,
    index: StoryIndex,
    joined: StoryIndex,
    dice: &mut Dice,
    at: DateTime<Utc>,
) -> Result<Vec<Step>, ScriptError> {
    let mut teller = Teller::new(people, story, language, index, dice, at);
    teller.customer_writes(&story.opening, story.dress, story.enclosure)?;
    teller.at += TimeDelta::minutes(5);
    teller.deed(people.admin.id, Deed::JoinTicketOf { story: joined });
    Ok(teller.steps)
}

/// How long after the last turn somebody takes the next.
fn gap_before(turn: &Turn, dice: &mut Dice) -> TimeDelta {
    let (low, high) = match turn {
        Turn::Agent(_) | Turn::Closes(_) | Turn::Undelivered(_) => (40, 420),
        Turn::Comment(_) => (35, 90),
        Turn::Customer(_) | Turn::CustomerEncloses(..) => (30, 1500),
    };
    minutes(dice, low, high)
}

/// How long ago a story ended that ended there.
fn age_at(end: Stage, dice: &mut Dice) -> TimeDelta {
    const HOUR: u64 = 60;
    const DAY: u64 = 24 * HOUR;
    let (low, high) = match end {
        Stage::New => (HOUR, 20 * HOUR),
        Stage::WaitingOnUs => (2 * HOUR, 2 * DAY),
        Stage::WaitingOnContact => (8 * HOUR, 5 * DAY),
        Stage::Closed => (DAY, 45 * DAY),
    };
    minutes(dice, low, high)
}

fn minutes(dice: &mut Dice, low: u64, high: u64) -> TimeDelta {
    // Seconds as well: nobody writes on the full minute.
    let seconds = dice.between(low * 60, high * 60);
    TimeDelta::seconds(i64::try_from(seconds).unwrap_or(0))
}

/// A story while it is told.
struct Teller<'a> {
    people: &'a People,
    story: &'a Story,
    language: Language,
    index: StoryIndex,
    dice: &'a mut Dice,
    /// When the current turn is taken.
    at: DateTime<Utc>,
    /// Where the ticket stands.
    stage: Stage,
    /// The mails so far, oldest first.
    mails: Vec<MailId>,
    /// The answer that the customer quotes.
    answer: Option<(DateTime<Utc>, &'a str)>,
    steps: Vec<Step>,
}

impl<'a> Teller<'a> {
    fn new(
        people: &'a People,
        story: &'a Story,
        language: Language,
        index: StoryIndex,
        dice: &'a mut Dice,
        at: DateTime<Utc>,
    ) -> Self {
        let (mails, steps) = (Vec::new(), Vec::new());
        Self { people, story, language, index, dice, at, stage: Stage::New, mails, answer: None, steps }
    }

    fn owner(&self) -> Option<&'a User> {
        self.story.owner.and_then(|owner| self.people.agents.get(&owner))
    }

    /// The status of the story's ticket at a stage; none where it has no ticket.
    fn status_at(&self, stage: Stage) -> Option<StatusId> {
        status_at(self.people.pipeline(self.story.desk)?, stage)
    }

    /// Whoever takes care of a conversation of an inbox makes it their own.
    fn take_over(&mut self) {
        if let Some(owner) = self.owner() {
            self.at += minutes(self.dice, 3, 12);
            self.deed(owner.id, Deed::TakeOver { owner: owner.id });
        }
    }

    fn take_turn(&mut self, turn: &'a Turn, last: bool) -> Result<(), ScriptError> {
        match turn {
            Turn::Agent(text) => {
                let then = if last { self.story.end } else { Stage::WaitingOnContact };
                self.answer(text, then, DeliveryOutcome::Sent);
            }
            Turn::Closes(text) => self.answer(text, Stage::Closed, DeliveryOutcome::Sent),
            Turn::Undelivered(text) => {
                let error = "550 5.1.1 No such user here".to_owned();
                self.answer(text, Stage::WaitingOnContact, DeliveryOutcome::Failed { error });
            }
            Turn::Comment(text) => {
                let message = self.message_id();
                if let Some(owner) = self.owner() {
                    let text = text.trim().to_owned();
                    self.deed(owner.id, Deed::Comment { message, text });
                }
            }
            Turn::Customer(text) => self.customer_writes(text, Dress::Plain, None)?,
            Turn::CustomerEncloses(text, enclosure) => {
                self.customer_writes(text, Dress::Plain, Some(*enclosure))?;
            }
        }
        Ok(())
    }

    fn customer_writes(
        &mut self,
        text: &str,
        dress: Dress,
        enclosure: Option<Enclosure>,
    ) -> Result<(), ScriptError> {
        let Some(channel) = self.people.channel(self.story.desk) else { return Ok(()) };
        let Some(address) = channel.address() else { return Ok(()) };
        let domain = self.story.customer.email.rsplit_once('@').map_or("mail.example", |(_, domain)| domain);
        let Some(id) = MailId::parse(&format!("{:016x}@{domain}", self.dice.roll())) else { return Ok(()) };
        let first = self.mails.is_empty();
        let subject = format!("{}{}", if first { "" } else { "Re: " }, self.story.subject);
        let author = self.owner().map_or("Lucerna", |owner| owner.name.as_str());
        let letter = Letter {
            id: id.clone(),
            references: &self.mails,
            from: &self.story.customer,
            to: address,
            subject: &subject,
            text,
            quote: self.answer.map(|(at, text)| Quote { author, at, text }),
            dress,
            enclosure,
            language: self.language,
            at: self.at,
        };
        let raw = letter.raw(self.dice)?;
        self.push(Action::Mail { story: self.index, channel: channel.id, raw });
        self.mails.push(id);
        if self.stage == Stage::Closed {
            self.stage = Stage::New; // The desk itself reopens it (EML-12).
        }
        Ok(())
    }

    /// Somebody looks at the new ticket: who takes it, how urgent is it, what is it about.
    fn take_in(&mut self) {
        let opened_at = self.at;
        let admin = self.people.admin.id;
        let by = self.owner().map_or(admin, |owner| owner.id);
        let answers_at_once = matches!(self.story.turns.first(), Some(Turn::Agent(_)));
        match self.owner() {
            // Who answers an unassigned ticket becomes its owner (REP-14); the others are given one.
            Some(_) if answers_at_once && self.dice.happens(50) => {}
            Some(owner) => {
                self.at += minutes(self.dice, 3, 12);
                let giver = if self.dice.happens(50) { admin } else { owner.id };
                self.deed(giver, Deed::TakeOver { owner: owner.id });
            }
            None => self.give_to_team(),
        }
        if let Some(priority) = self.story.priority {
            self.at += minutes(self.dice, 1, 8);
            self.deed(by, Deed::Set { property: BuiltIn::Priority, value: priority.name().to_owned() });
        }
        if let Some(category) = &self.story.category {
            self.at += minutes(self.dice, 1, 3);
            self.deed(by, Deed::Set { property: BuiltIn::Category, value: category.clone() });
        }
        self.at = opened_at;
    }

    /// What nobody owns may at least wait for the team that speaks its language (OWN-06).
    fn give_to_team(&mut self) {
        let [lisboa, torino] = &self.people.teams;
        let team = match self.language {
            Language::English => None,
            Language::Italian => Some(torino.id),
            Language::Portuguese => Some(lisboa.id),
        };
        if let Some(team) = team.filter(|_| self.dice.happens(60)) {
            self.at += minutes(self.dice, 3, 12);
            self.deed(self.people.admin.id, Deed::GiveToTeam { team });
        }
    }

    fn answer(&mut self, text: &'a str, then: Stage, outcome: DeliveryOutcome) {
        let Some(owner) = self.owner() else { return };
        let message = self.message_id();
        let then_status = self.status_at(then).filter(|_| then != self.stage);
        self.deed(owner.id, Deed::Reply { message, text: text.trim().to_owned(), then: then_status });
        self.stage = then;
        self.answer = Some((self.at, text));
        let address = self.people.channel(self.story.desk).and_then(|channel| channel.address());
        self.mails.extend(address.map(|address| MailId::of_message(message, address.domain())));
        let sent_at = self.at + minutes(self.dice, 0, 1) + TimeDelta::seconds(1);
        self.order_at(sent_at, Actor::System, RecordDelivery { message, outcome }.into());
    }

    /// Moves the ticket to where it stands today, if no turn did.
    fn come_to_the_end(&mut self) {
        if self.stage != self.story.end
            && let (Some(to), Some(owner)) = (self.status_at(self.story.end), self.owner())
        {
            self.at += minutes(self.dice, 2, 15);
            self.deed(owner.id, Deed::Move { to });
            self.stage = self.story.end;
        }
    }

    /// Some have seen how it stands, some have not.
    fn let_colleagues_read(&mut self) {
        let people = self.people;
        for user in people.everybody() {
            let often = if self.story.end == Stage::Closed { 80 } else { 40 };
            if self.dice.happens(often) {
                self.at += TimeDelta::seconds(20);
                self.deed(user.id, Deed::Read);
            }
        }
    }

    /// An agent makes a ticket from a call.
    fn note_a_call(&mut self) {
        let (Some(owner), Some(pipeline)) = (self.owner(), self.people.pipeline(self.story.desk)) else {
            return;
        };
        let ticket = TicketId::generate(self.at, self.dice.id_bytes());
        let actor = Actor::User { user: owner.id };
        let create = CreateTicket {
            ticket,
            name: self.story.subject.clone(),
            pipeline: Some(pipeline.id),
            status: status_at(pipeline, Stage::New),
            owner: Some(owner.id),
            priority: self.story.priority,
            category: self.story.category.clone(),
            description: Some(self.story.opening.trim().to_owned()),
            contacts: std::collections::BTreeSet::new(),
            conversation: None,
            properties: Vec::new(),
        };
        self.order_at(self.at, actor.clone(), create.into());
        if let Some(status) = status_at(pipeline, self.story.end).filter(|_| self.story.end != self.stage) {
            let moved_at = self.at + minutes(self.dice, 10, 40);
            self.order_at(moved_at, actor, ChangeStatus::new(ticket, status).into());
        }
    }

    fn message_id(&mut self) -> MessageId {
        MessageId::generate(self.at, self.dice.id_bytes())
    }

    fn order_at(&mut self, at: DateTime<Utc>, actor: Actor, command: Command) {
        let id = OrderId::generate(at, self.dice.id_bytes());
        self.steps.push(Step { at, action: Action::Order(Box::new(Order { id, actor, at, command })) });
    }

    fn deed(&mut self, user: UserId, deed: Deed) {
        let id = OrderId::generate(self.at, self.dice.id_bytes());
        self.push(Action::Deed { story: self.index, id, user, deed });
    }

    fn push(&mut self, action: Action) {
        self.steps.push(Step { at: self.at, action });
    }
}
