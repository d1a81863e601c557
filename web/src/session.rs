//! Who is signed in, and the help desk that goes with it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::protocol::{SignIn, SignedIn};

use crate::replica::HelpDesk;
use crate::server::{self, ServerError};

/// How things stand with the session.
#[derive(Clone)]
pub enum Standing {
    /// The server was asked.
    Asking,
    /// The server could not say.
    Unknown(ServerError),
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is.
    SignedIn(Box<HelpDesk>),
}

/// The session of this tab. Lives as long as the app.
#[derive(Clone)]
pub struct Session {
    standing: ArcRwSignal<Standing>,
    /// The help desk of a session that ended by itself: what was in flight goes on when the same user signs in again.
    interrupted: ArcStoredValue<Option<HelpDesk>>,
}

impl Session {
    /// Asks the server who is signed in.
    pub fn start() -> Self {
        let session =
            Self { standing: ArcRwSignal::new(Standing::Asking), interrupted: ArcStoredValue::new(None) };
        session.ask();
        session
    }

    /// How things stand; tracked.
    pub fn standing(&self) -> Standing {
        self.standing.get()
    }

    /// Asks the server again who is signed in.
    pub fn ask(&self) {
        self.standing.set(Standing::Asking);
        let session = self.clone();
        spawn_local(async move {
            let outcome = match server::show_session().await {
                Ok(signed_in) => session.enter(signed_in).await,
                Err(error) => Err(error),
            };
            match outcome {
                Ok(()) => {}
                Err(error) if error.is_signed_out() => session.standing.set(Standing::SignedOut),
                Err(error) => session.standing.set(Standing::Unknown(error)),
            }
        });
    }

    /// Signs in.
    ///
    /// # Errors
    ///
    /// As [`server::sign_in`].
    pub async fn sign_in(&self, credentials: SignIn) -> Result<(), ServerError> {
        let signed_in = server::sign_in(&credentials).await?;
        self.enter(signed_in).await
    }

    /// Signs out: nothing of the help desk stays in this tab.
    ///
    /// # Errors
    ///
    /// As [`server::sign_out`].
    pub async fn sign_out(&self) -> Result<(), ServerError> {
        if let Standing::SignedIn(help_desk) = self.standing.get_untracked() {
            help_desk.release_at_last();
        }
        server::sign_out().await?;
        if let Standing::SignedIn(help_desk) = self.standing.get_untracked() {
            help_desk.end();
        }
        self.interrupted.set_value(None);
        self.standing.set(Standing::SignedOut);
        Ok(())
    }

    async fn enter(&self, signed_in: SignedIn) -> Result<(), ServerError> {
        let interrupted = self.interrupted.try_update_value(Option::take).flatten();
        if let Some(help_desk) = interrupted.filter(|help_desk| help_desk.me() == signed_in.user) {
            help_desk.resume();
            self.standing.set(Standing::SignedIn(Box::new(help_desk)));
            return Ok(());
        }
        let setup = server::load_setup().await?;
        let session = self.clone();
        let help_desk = HelpDesk::open(signed_in.user, setup, move || session.interrupt());
        self.standing.set(Standing::SignedIn(Box::new(help_desk)));
        Ok(())
    }

    fn interrupt(&self) {
        if let Standing::SignedIn(help_desk) = self.standing.get_untracked() {
            self.interrupted.set_value(Some(*help_desk));
            self.standing.set(Standing::SignedOut);
        }
    }
}

/// Returns the session of this tab.
pub fn use_session() -> Session {
    expect_context()
}
