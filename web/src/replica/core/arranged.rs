//! How the workspace is arranged shows at once, as everything else does.
//!
//! Other changes of the configuration are shown when the server has said them: it must know a view or a status before
//! it can answer what is asked about it.

use sportello_domain::event::SetupFact;
use sportello_domain::setup::Setup;

use super::Replica;
use crate::replica::topic::{Changed, Topic};

impl Replica {
    /// Shows an arrangement that is in flight.
    pub(super) fn show_arrangement(&mut self, fact: &SetupFact) {
        if let SetupFact::WorkspaceArranged { .. }
        | SetupFact::SidebarArranged { .. }
        | SetupFact::TicketFormArranged { .. }
        | SetupFact::PipelineAutomated { .. } = fact
        {
            self.said_setup.get_or_insert_with(|| self.setup.clone());
            self.setup.apply(fact);
        }
    }

    /// Takes what the server said of the configuration.
    pub(super) fn take_setup_fact(&mut self, fact: &SetupFact) {
        self.said_setup().apply(fact);
    }

    /// Shows the configuration as the server said it.
    pub(super) fn reset_setup(&mut self) -> Changed {
        let Some(said) = self.said_setup.take() else { return Changed::new() };
        self.setup = said;
        [Topic::Setup].into()
    }

    fn said_setup(&mut self) -> &mut Setup {
        self.said_setup.as_mut().unwrap_or(&mut self.setup)
    }
}
