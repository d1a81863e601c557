//! Changes of many tickets that were asked for in this tab, and how far the server is with them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::bulk::{BulkAction, Selection};
use sportello_domain::id::BulkChangeId;
use sportello_domain::protocol::{BulkChange, BulkRequest, BulkState};

use super::HelpDesk;
use super::sender::pause;
use crate::env;
use crate::server::{self, ServerError};

/// The wait before it is asked again how far a change is, in milliseconds.
const ASK_AGAIN: u32 = 500;

/// The wait before something is tried again that had no answer, in milliseconds.
const TRY_AGAIN: u32 = 2_000;

/// How far a change is, as far as this tab knows.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// It is on its way to the server.
    Sent,
    /// The server has it.
    Told(BulkChange),
    /// It did not begin.
    NotBegun(ServerError),
    /// The server knows nothing of it any more.
    Lost,
}

impl Progress {
    /// Whether nothing more comes of it.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Sent => false,
            Self::Told(change) => change.state == BulkState::Done,
            Self::NotBegun(_) | Self::Lost => true,
        }
    }
}

/// A change of many tickets.
#[derive(Clone)]
pub struct BulkJob {
    /// Its id.
    pub id: BulkChangeId,
    /// What is done with each ticket.
    pub action: BulkAction,
    /// How far it is.
    pub progress: ArcRwSignal<Progress>,
}

/// The changes of many tickets that were asked for and whose results were not looked at yet. Lives as long as the help
/// desk is open in this tab.
#[derive(Clone, Default)]
pub struct BulkJobs(ArcRwSignal<Vec<BulkJob>>);

/// Returns them.
pub fn use_bulk_jobs() -> BulkJobs {
    expect_context()
}

impl BulkJobs {
    /// All of them; tracked.
    pub fn all(&self) -> Vec<BulkJob> {
        self.0.get()
    }

    /// Whether there are any; tracked.
    pub fn any(&self) -> bool {
        !self.0.read().is_empty()
    }

    /// Asks the server to change all of a selection, and follows how far it is, wherever one goes meanwhile.
    pub fn begin(&self, help_desk: HelpDesk, action: BulkAction, selection: Selection) {
        let id = BulkChangeId::generate(env::now(), env::entropy());
        let progress = ArcRwSignal::new(Progress::Sent);
        let job = BulkJob { id, action: action.clone(), progress: progress.clone() };
        self.0.update(|jobs| jobs.push(job));
        let request = BulkRequest { id, action, selection };
        spawn_local(async move { follow(&help_desk, &request, &progress).await });
    }

    /// Forgets one whose result was looked at.
    pub fn forget(&self, id: BulkChangeId) {
        self.0.update(|jobs| jobs.retain(|job| job.id != id));
    }
}

async fn follow(help_desk: &HelpDesk, request: &BulkRequest, progress: &ArcRwSignal<Progress>) {
    while !help_desk.has_ended() && !progress.read_untracked().is_over() {
        let sent = *progress.read_untracked() == Progress::Sent;
        let answer = if sent {
            // With its id it is the same change, however often it is sent.
            server::begin_bulk_change(request).await
        } else {
            server::load_bulk_change(request.id).await
        };
        match help_desk.watch(answer) {
            Ok(change) => {
                progress.set(Progress::Told(change));
                pause(ASK_AGAIN).await;
            }
            Err(error) if error.may_pass() || error.is_signed_out() => pause(TRY_AGAIN).await,
            Err(error) => progress.set(if sent { Progress::NotBegun(error) } else { Progress::Lost }),
        }
    }
}
