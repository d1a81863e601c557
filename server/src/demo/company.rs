//! The company of the big desk: 20 teams of ten agents each, five pipelines, an address for each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::id::{ChannelId, OrderId, PipelineId, StatusId, TeamId, UserId};
use sportello_domain::identifier::{EmailAddress, IdentifierError};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::pipeline::{
    CloseDateRule, Pipeline, PipelineRules, SavePipeline, State, Status, StatusTriggers,
};
use sportello_domain::setup::Setup;
use sportello_domain::user::{Access, SaveTeam, SaveUser, Standing, Team, User};

use super::random::Dice;

const TEAMS: u64 = 20;
const AGENTS: u64 = 200;
const NEW_PIPELINES: [&str; 4] = ["Returns", "Invoices", "App", "Partners"];

/// Who works at the big desk, and where mail comes in.
#[derive(Clone, Debug)]
pub struct Company {
    /// The agents.
    pub agents: Vec<UserId>,
    /// The channels, one a pipeline.
    pub channels: Vec<Channel>,
    /// The pipelines.
    pub pipelines: BTreeMap<PipelineId, Pipeline>,
}

impl Company {
    /// The company, and the orders that set it up.
    ///
    /// # Errors
    ///
    /// When an address made here is not one.
    pub fn found(
        setup: &Setup,
        dice: &mut Dice,
        at: DateTime<Utc>,
    ) -> Result<(Self, Vec<Order>), IdentifierError> {
        let teams: Vec<Team> = (1..=TEAMS)
            .map(|n| Team { id: TeamId::generate(at, dice.id_bytes()), name: format!("Team {n}") })
            .collect();
        let users = (1..=AGENTS).map(|n| agent(dice, at, n, &teams)).collect::<Result<Vec<_>, _>>()?;
        let mut pipelines = setup.pipelines.clone();
        for (name, order) in NEW_PIPELINES.into_iter().zip(1..) {
            let pipeline = pipeline(dice, at, name, order);
            pipelines.insert(pipeline.id, pipeline);
        }
        let channels: Vec<Channel> =
            pipelines.values().map(|pipeline| channel(dice, at, pipeline)).collect::<Result<_, _>>()?;

        let agents = users.iter().map(|user| user.id).collect();
        let mut commands: Vec<Command> = Vec::new();
        let new = pipelines.values().filter(|pipeline| !setup.pipelines.contains_key(&pipeline.id));
        commands.extend(new.map(|pipeline| SavePipeline { pipeline: pipeline.clone() }.into()));
        commands.extend(teams.into_iter().map(|team| SaveTeam { team }.into()));
        commands.extend(users.into_iter().map(|user| SaveUser { user }.into()));
        commands.extend(channels.iter().map(|channel| SaveChannel { channel: channel.clone() }.into()));
        let orders = commands
            .into_iter()
            .map(|command| Order {
                id: OrderId::generate(at, dice.id_bytes()),
                actor: Actor::System,
                at,
                command,
            })
            .collect();
        Ok((Self { agents, channels, pipelines }, orders))
    }

    /// The address of a channel.
    pub fn address(&self, channel: &ChannelId) -> Option<EmailAddress> {
        self.channels.iter().find(|other| other.id == *channel)?.address().cloned()
    }
}

fn agent(dice: &mut Dice, at: DateTime<Utc>, n: u64, teams: &[Team]) -> Result<User, IdentifierError> {
    let team = usize::try_from(n % TEAMS).ok().and_then(|place| teams.get(place));
    // The first may do everything, so that whoever measures can sign in as somebody who sees all.
    let access = if n == 1 { Access::super_admin() } else { Access::default() };
    Ok(User {
        id: UserId::generate(at, dice.id_bytes()),
        name: format!("Agent {n}"),
        email: EmailAddress::try_from(format!("agent{n}@lucerna.example"))?,
        standing: Standing::Active,
        access,
        main_team: team.map(|team| team.id),
        extra_teams: BTreeSet::new(),
    })
}

fn pipeline(dice: &mut Dice, at: DateTime<Utc>, name: &str, order: u32) -> Pipeline {
    let labels = [
        ("New", State::Open),
        ("Waiting on contact", State::Open),
        ("Waiting on us", State::Open),
        ("Closed", State::Closed),
    ];
    let statuses = labels.into_iter().zip(0..).map(|((label, state), order)| {
        Status::new(StatusId::generate(at, dice.id_bytes()), label, order, state)
    });
    let statuses = statuses.collect();
    Pipeline {
        id: PipelineId::generate(at, dice.id_bytes()),
        name: name.to_owned(),
        order,
        statuses,
        close_date: CloseDateRule::SetWhenClosed,
        triggers: StatusTriggers::default(),
        rules: PipelineRules::default(),
    }
}

fn channel(dice: &mut Dice, at: DateTime<Utc>, pipeline: &Pipeline) -> Result<Channel, IdentifierError> {
    let address = EmailAddress::try_from(format!("{}@lucerna.example", pipeline.name.to_lowercase()))?;
    Ok(Channel {
        id: ChannelId::generate(at, dice.id_bytes()),
        name: pipeline.name.clone(),
        kind: ChannelKind::Email { address },
        pipeline: pipeline.id,
        tickets: TicketAutomation::CreateTicket,
        new_ticket: NewTicketProperties::default(),
        inbox: None,
    })
}
