//! The mail server that takes outgoing mail (SMTP, RFC 5321).

use std::time::Duration;

use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor};

/// How long one step of the dialogue may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many connections are open at once at most.
const CONNECTIONS: u32 = 4;

/// Answers that are about this server and its password, not about the message (RFC 4954, 6).
const NOT_ABOUT_THE_MESSAGE: [u16; 5] = [421, 530, 534, 535, 538];

/// A mail server that takes outgoing mail. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

/// A text that names no mail server.
#[derive(Debug, thiserror::Error)]
#[error("this is not the address of a mail server, such as smtp://host:25 or smtps://user:password@host")]
pub struct InvalidRelay(#[source] Error);

/// Why the server did not take a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It may take it later.
    Later {
        /// What it said, or why it could not be reached.
        error: String,
    },
    /// It never will.
    Never {
        /// What it said.
        error: String,
    },
}

impl Relay {
    /// The server with this address: `smtp://host:port`, `smtps://…`, with user and password where it
    /// wants them, and `?tls=required` or `?tls=opportunistic` to encrypt on the way.
    ///
    /// # Errors
    ///
    /// When it is no such address.
    pub fn at(url: &str) -> Result<Self, InvalidRelay> {
        let pool = PoolConfig::new().max_size(CONNECTIONS).idle_timeout(Duration::from_secs(20));
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(InvalidRelay)?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).pool_config(pool).build() })
    }

    /// Hands a mail over.
    ///
    /// # Errors
    ///
    /// When the server does not take it.
    pub async fn hand_over(&self, mail: Mail) -> Result<(), NotTaken> {
        self.transport.send(mail).await.map(drop).map_err(|error| judge(&error))
    }
}

/// Whether trying again makes sense.
fn judge(error: &Error) -> NotTaken {
    let code = error.status().map(u16::from);
    let about_the_message = !code.is_some_and(|code| NOT_ABOUT_THE_MESSAGE.contains(&code));
    let error_text = error.to_string();
    if (error.is_permanent() && about_the_message) || error.is_client() {
        NotTaken::Never { error: error_text }
    } else {
        NotTaken::Later { error: error_text }
    }
}
