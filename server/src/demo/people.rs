//! Who works at the demo desk, and how it is set up: Lucerna, which sells lamps on the web and makes the app that
//! dims them. Two teams, four addresses, two pipelines, and an inbox for who would like to work there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::id::{ChannelId, InboxId, OrderId, PipelineId, StatusId, TeamId, UserId};
use sportello_domain::identifier::{EmailAddress, IdentifierError};
use sportello_domain::inbox::{Inbox, Members, SaveInbox};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::pipeline::{
    CloseDateRule, Pipeline, PipelineRules, SavePipeline, State, Status, StatusTriggers,
};
use sportello_domain::setup::Setup;
use sportello_domain::user::{Access, SaveTeam, SaveUser, Standing, Team, User};

use super::random::Dice;
use super::story::{AgentName, DeskName, Stage};

/// Everybody at the demo desk, and where the mails come in.
#[derive(Clone, Debug)]
pub struct People {
    /// Who may do everything.
    pub admin: User,
    /// The agents.
    pub agents: BTreeMap<AgentName, User>,
    /// The Portuguese-speaking team and the Italian-speaking one.
    pub teams: [Team; 2],
    /// The address of the web shop.
    pub shop: Channel,
    /// The address of the app's support.
    pub app: Channel,
    /// The address for invoices.
    pub invoices: Channel,
    /// The inbox of those who would like to work there.
    pub applicants: Inbox,
    /// Its address.
    pub applications: Channel,
    /// The pipeline of what the app's users report.
    pub app_pipeline: Pipeline,
    /// The pipeline of everything else: the one that every instance has.
    pub shop_pipeline: Pipeline,
}

impl People {
    /// The people of a demo desk that opens at a time. None where the instance has no pipeline.
    ///
    /// # Errors
    ///
    /// When an address in this file is not one.
    pub fn of(
        setup: &Setup,
        dice: &mut Dice,
        opened_at: DateTime<Utc>,
    ) -> Result<Option<Self>, IdentifierError> {
        let Some(shop_pipeline) = setup.pipelines.get(&setup.default_pipeline).cloned() else {
            return Ok(None);
        };
        let [lisboa, torino] = ["Lisboa", "Torino"]
            .map(|name| Team { id: TeamId::generate(opened_at, dice.id_bytes()), name: name.to_owned() });
        let admin = user(dice, opened_at, "Nora Whitfield", None, Access::super_admin())?;
        let mut agents = BTreeMap::new();
        for agent in AgentName::ALL {
            let (name, team) = match agent {
                AgentName::Ines => ("Inês Carvalho", &lisboa),
                AgentName::Duarte => ("Duarte Moreira", &lisboa),
                AgentName::Beatriz => ("Beatriz Antunes", &lisboa),
                AgentName::Giulia => ("Giulia Ferraris", &torino),
                AgentName::Marco => ("Marco Bellini", &torino),
                AgentName::Elena => ("Elena Rosso", &torino),
            };
            agents.insert(agent, user(dice, opened_at, name, Some(team.id), Access::default())?);
        }
        let app_pipeline = app_pipeline(dice, opened_at);
        let mut channel =
            |name: &str, address: &str, pipeline, tickets| -> Result<Channel, IdentifierError> {
                Ok(Channel {
                    id: ChannelId::generate(opened_at, dice.id_bytes()),
                    name: name.to_owned(),
                    kind: ChannelKind::Email { address: address.parse()? },
                    pipeline,
                    tickets,
                    new_ticket: NewTicketProperties::default(),
                    inbox: None,
                })
            };
        let (pipeline, create) = (shop_pipeline.id, TicketAutomation::CreateTicket);
        let shop = channel("Lucerna shop", "help@lucerna.example", pipeline, create)?;
        let app = channel("Lucerna Home app", "app@lucerna.example", app_pipeline.id, create)?;
        let invoices = channel("Invoices", "invoices@lucerna.example", pipeline, TicketAutomation::Off)?;
        let applications =
            channel("Applications", "jobs@lucerna.example", pipeline, TicketAutomation::CreateTicket)?;
        let applicants = Inbox {
            id: InboxId::generate(opened_at, dice.id_bytes()),
            name: "Applications".to_owned(),
            members: Members::Everyone,
        };
        let applications = Channel { inbox: Some(applicants.id), ..applications };
        let teams = [lisboa, torino];
        Ok(Some(Self {
            admin,
            agents,
            teams,
            shop,
            app,
            invoices,
            applicants,
            applications,
            app_pipeline,
            shop_pipeline,
        }))
    }

    /// The orders that set the desk up, in order.
    pub fn orders(&self, dice: &mut Dice, opened_at: DateTime<Utc>) -> Vec<Order> {
        let pipeline: Command = SavePipeline { pipeline: self.app_pipeline.clone() }.into();
        let teams = self.teams.iter().map(|team| SaveTeam { team: team.clone() }.into());
        let users = self.everybody().map(|user| SaveUser { user: user.clone() }.into());
        let inbox: Command = SaveInbox { inbox: self.applicants.clone() }.into();
        let channels = [&self.shop, &self.app, &self.invoices, &self.applications]
            .map(|channel| SaveChannel { channel: channel.clone() }.into());
        let commands = std::iter::once(pipeline).chain(teams).chain(users).chain([inbox]).chain(channels);
        let id = |dice: &mut Dice| OrderId::generate(opened_at, dice.id_bytes());
        commands.map(|command| Order { id: id(dice), actor: Actor::System, at: opened_at, command }).collect()
    }

    /// The admin and the agents.
    pub fn everybody(&self) -> impl Iterator<Item = &User> {
        std::iter::once(&self.admin).chain(self.agents.values())
    }

    /// The channel of a desk; none on the telephone.
    pub fn channel(&self, desk: DeskName) -> Option<&Channel> {
        match desk {
            DeskName::Shop => Some(&self.shop),
            DeskName::App => Some(&self.app),
            DeskName::Invoices => Some(&self.invoices),
            DeskName::Applications => Some(&self.applications),
            DeskName::Phone => None,
        }
    }

    /// The pipeline of a desk's tickets; none where there are no tickets.
    pub fn pipeline(&self, desk: DeskName) -> Option<&Pipeline> {
        match desk {
            DeskName::App => Some(&self.app_pipeline),
            DeskName::Shop | DeskName::Invoices | DeskName::Phone => Some(&self.shop_pipeline),
            DeskName::Applications => None,
        }
    }
}

/// The status in which a ticket of a pipeline stands at a stage: its statuses in order are new, the customer's
/// turn, the desk's turn, done. None in a pipeline that has fewer.
pub fn status_at(pipeline: &Pipeline, stage: Stage) -> Option<StatusId> {
    let place = match stage {
        Stage::New => 0,
        Stage::WaitingOnContact => 1,
        Stage::WaitingOnUs => 2,
        Stage::Closed => 3,
    };
    pipeline.ordered().get(place).map(|status| status.id)
}

fn user(
    dice: &mut Dice,
    opened_at: DateTime<Utc>,
    name: &str,
    main_team: Option<TeamId>,
    access: Access,
) -> Result<User, IdentifierError> {
    Ok(User {
        id: UserId::generate(opened_at, dice.id_bytes()),
        name: name.to_owned(),
        email: address_of(name)?,
        standing: Standing::Active,
        access,
        main_team,
        extra_teams: BTreeSet::new(),
    })
}

/// `Inês Carvalho` signs in as `ines@lucerna.example`.
fn address_of(name: &str) -> Result<EmailAddress, IdentifierError> {
    let first = name.split(' ').next().unwrap_or(name).to_lowercase().replace('ê', "e");
    EmailAddress::try_from(format!("{first}@lucerna.example"))
}

fn app_pipeline(dice: &mut Dice, opened_at: DateTime<Utc>) -> Pipeline {
    let mut status = |label: &str, order, state| {
        Status::new(StatusId::generate(opened_at, dice.id_bytes()), label, order, state)
    };
    let statuses = vec![
        status("Reported", 0, State::Open),
        status("Asked back", 1, State::Open),
        status("Looking into it", 2, State::Open),
        status("Solved", 3, State::Closed),
        status("Works as meant", 4, State::Closed),
    ];
    Pipeline {
        id: PipelineId::generate(opened_at, dice.id_bytes()),
        name: "App".to_owned(),
        order: 1,
        statuses,
        close_date: CloseDateRule::SetWhenClosed,
        triggers: StatusTriggers::default(),
        rules: PipelineRules::default(),
    }
}
