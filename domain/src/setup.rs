//! The configuration of an instance, whole and in memory on both sides.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::channel::Channel;
use crate::event::SetupFact;
use crate::id::{ChannelId, InboxId, PipelineId, StatusId, TeamId, UserId, ViewId};
use crate::inbox::{Inbox, InboxTickets};
use crate::pipeline::{CloseDateRule, Pipeline, PipelineRules, State, Status, StatusTrigger, StatusTriggers};
use crate::property::{PropertyDefinition, PropertyName};
use crate::spam::senders::SenderLists;
use crate::user::{Team, User};
use crate::view::CustomView;
use crate::workspace::{FormField, SidebarCard, Workspace};

/// Everything that an admin can set. Small: it is loaded whole and decides with every order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setup {
    /// The pipelines, at least one (PIP-04).
    pub pipelines: BTreeMap<PipelineId, Pipeline>,
    /// The pipeline of tickets for which none was named (PRP-13).
    pub default_pipeline: PipelineId,
    /// The users.
    pub users: BTreeMap<UserId, User>,
    /// The teams.
    pub teams: BTreeMap<TeamId, Team>,
    /// The connected channels.
    pub channels: BTreeMap<ChannelId, Channel>,
    /// The inboxes, beside the help desk.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inboxes: BTreeMap<InboxId, Inbox>,
    /// The properties that admins defined, beside the built-in ones.
    pub properties: BTreeMap<PropertyName, PropertyDefinition>,
    /// How users arranged their workspaces, as far as they did.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub workspaces: BTreeMap<UserId, Workspace>,
    /// The cards beside tickets, if an admin chose them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sidebar: Option<Vec<SidebarCard>>,
    /// The fields of the form of a new ticket, if an admin chose them (CRE-07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_form: Option<Vec<FormField>>,
    /// The views that users made (VEW-05).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub views: BTreeMap<ViewId, CustomView>,
    /// Whose mail is spam, and whose never is.
    #[serde(default)]
    pub senders: SenderLists,
    /// The account's settings.
    pub settings: Settings,
    /// How many changes shaped it.
    pub version: u64,
}

/// The account's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settings {
    /// What the desk is called.
    pub name: String,
    /// The account's time zone, an IANA name: dates are shown as its calendar days (CLD-09).
    pub time_zone: String,
    /// Whether there are tickets in inboxes (CRE-15).
    #[serde(default)]
    pub inbox_tickets: InboxTickets,
}

/// The ids of the pipeline that every instance starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupportPipelineIds {
    /// The pipeline's.
    pub pipeline: PipelineId,
    /// Those of New, Waiting on contact, Waiting on us and Closed.
    pub statuses: [StatusId; 4],
}

impl Setup {
    /// What a new instance has: the Support pipeline (PIP-02), and nobody in it yet.
    pub fn installed(ids: SupportPipelineIds) -> Self {
        let pipeline = support_pipeline(ids);
        Self {
            default_pipeline: pipeline.id,
            pipelines: [(pipeline.id, pipeline)].into(),
            users: BTreeMap::new(),
            teams: BTreeMap::new(),
            channels: BTreeMap::new(),
            inboxes: BTreeMap::new(),
            properties: BTreeMap::new(),
            workspaces: BTreeMap::new(),
            sidebar: None,
            ticket_form: None,
            views: BTreeMap::new(),
            senders: SenderLists::default(),
            settings: Settings {
                name: "Sportello".to_owned(),
                time_zone: "UTC".to_owned(),
                inbox_tickets: InboxTickets::default(),
            },
            version: 0,
        }
    }

    /// The pipeline to which a status belongs (PIP-04: exactly one).
    pub fn pipeline_of(&self, status: StatusId) -> Option<&Pipeline> {
        self.pipelines.values().find(|pipeline| pipeline.status(status).is_some())
    }

    /// The status with this id.
    pub fn status(&self, id: StatusId) -> Option<&Status> {
        self.pipelines.values().find_map(|pipeline| pipeline.status(id))
    }

    /// Whether tickets in the status count as open or closed; a status that is gone counts as open,
    /// so that nothing disappears from view.
    pub fn state_of(&self, status: StatusId) -> State {
        self.status(status).map_or(State::Open, |status| status.state)
    }

    /// A property that an admin defined and that is in use.
    pub fn property(&self, name: &PropertyName) -> Option<&PropertyDefinition> {
        self.properties.get(name).filter(|definition| !definition.archived)
    }

    /// How a user's workspace is arranged.
    pub fn workspace_of(&self, user: UserId) -> Workspace {
        self.workspaces.get(&user).cloned().unwrap_or_default()
    }

    /// The cards beside tickets (LAY-15, LAY-17).
    pub fn sidebar(&self) -> &[SidebarCard] {
        self.sidebar.as_deref().unwrap_or(&SidebarCard::ALL)
    }

    /// Takes one decided change into account. Total, like [`Desk::apply`](crate::desk::Desk::apply).
    pub fn apply(&mut self, fact: &SetupFact) {
        self.version = self.version.saturating_add(1);
        match fact {
            SetupFact::PipelineSaved { pipeline } => {
                self.pipelines.insert(pipeline.id, pipeline.clone());
            }
            SetupFact::PipelineAutomated { pipeline, automation } => {
                if let Some(pipeline) = self.pipelines.get_mut(pipeline) {
                    pipeline.automate(*automation);
                }
            }
            SetupFact::PipelineDeleted { pipeline } => {
                self.pipelines.remove(pipeline);
            }
            SetupFact::StatusDeleted { pipeline, status } => {
                if let Some(pipeline) = self.pipelines.get_mut(pipeline) {
                    pipeline.statuses.retain(|other| other.id != *status);
                    pipeline.rules.forget(*status);
                    pipeline.triggers.forget(*status);
                }
            }
            SetupFact::PropertySaved { definition } => {
                self.properties.insert(definition.name.clone(), definition.clone());
            }
            SetupFact::ChannelSaved { channel } => {
                self.channels.insert(channel.id, channel.clone());
            }
            SetupFact::InboxSaved { inbox } => {
                self.inboxes.insert(inbox.id, inbox.clone());
            }
            SetupFact::SettingsChanged { settings } => {
                self.settings = settings.clone();
            }
            SetupFact::UserSaved { user } => {
                self.users.insert(user.id, user.clone());
            }
            SetupFact::TeamSaved { team } => {
                self.teams.insert(team.id, team.clone());
            }
            SetupFact::WorkspaceArranged { user, workspace } => {
                self.workspaces.insert(*user, workspace.clone());
            }
            SetupFact::SidebarArranged { cards } => {
                self.sidebar = Some(cards.clone());
            }
            SetupFact::TicketFormArranged { fields } => {
                self.ticket_form = Some(fields.clone());
            }
            SetupFact::SendersListed { lists } => {
                self.senders = lists.clone();
            }
            SetupFact::ViewSaved { view } => {
                self.views.insert(view.id, view.clone());
            }
            SetupFact::ViewDeleted { view } => {
                self.views.remove(view);
            }
        }
    }
}

/// New, Waiting on contact, Waiting on us, Closed (PIP-02).
fn support_pipeline(ids: SupportPipelineIds) -> Pipeline {
    let [new, waiting_on_contact, waiting_on_us, closed] = ids.statuses;
    Pipeline {
        id: ids.pipeline,
        name: "Support".to_owned(),
        order: 0,
        statuses: vec![
            Status::new(new, "New", 0, State::Open),
            Status::new(waiting_on_contact, "Waiting on contact", 1, State::Open),
            Status::new(waiting_on_us, "Waiting on us", 2, State::Open),
            Status::new(closed, "Closed", 3, State::Closed),
        ],
        close_date: CloseDateRule::SetWhenClosed,
        triggers: StatusTriggers {
            email_sent: Some(StatusTrigger { on: false, status: waiting_on_contact }),
            customer_replied: Some(StatusTrigger { on: false, status: waiting_on_us }),
        },
        rules: PipelineRules::default(),
    }
}
