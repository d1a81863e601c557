//! `sportello import`: takes mail from files and folders into the desk.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::id::ChannelId;
use sportello_domain::identifier::EmailAddress;
use sportello_domain::order::{Actor, Order};

use crate::clock::Clock;
use crate::config::Import;
use crate::engine::Engine;
use crate::mail::import::{ImportStep, ImportSummary, import};
use crate::store::Store;

/// Imports mail, and says what became of each: with a bar in a terminal, else with a line a file.
///
/// # Errors
///
/// When a file cannot be read, no channel is clear, or the store fails. What was stored until then
/// stays, and the next run goes on from there.
pub(super) async fn run(options: Import) -> anyhow::Result<()> {
    let store = Store::open(&options.database.address()?).await?;
    let engine = Engine::start(store, Clock::of_the_machine()).await?;
    let channel = channel(&engine, options.channel).await?;
    let mut progress = Progress::start();
    let summary = import(&engine, channel, &options.files, |step| progress.tell(step)).await;
    progress.end();
    engine.store().close().await;
    print(&summary?).context("the summary could not be printed")
}

/// The channel with an address, connected if there is none; without an address the only one there is.
async fn channel(engine: &Engine, address: Option<EmailAddress>) -> anyhow::Result<ChannelId> {
    let setup = engine.setup();
    let mut mail_channels = setup.channels.values().filter(|channel| channel.address().is_some());
    let Some(address) = address else {
        return match (mail_channels.next(), mail_channels.next()) {
            (Some(only), None) => Ok(only.id),
            (None, _) => {
                bail!("there is no e-mail channel yet; name one with --channel ADDRESS, and it is connected")
            }
            (Some(_), Some(_)) => {
                bail!("there are several e-mail channels; say which one with --channel ADDRESS")
            }
        };
    };
    if let Some(known) = mail_channels.find(|channel| channel.address() == Some(&address)) {
        return Ok(known.id);
    }
    let channel = Channel {
        id: engine.entropy().id(),
        name: address.to_string(),
        kind: ChannelKind::Email { address },
        pipeline: setup.default_pipeline,
        tickets: TicketAutomation::CreateTicket,
        new_ticket: NewTicketProperties::default(),
        inbox: None,
    };
    let id = channel.id;
    let order = Order {
        id: engine.entropy().id(),
        actor: Actor::System,
        at: engine.clock().now(),
        command: SaveChannel { channel }.into(),
    };
    engine.execute(order).await?;
    Ok(id)
}

/// How the import is shown while it runs.
enum Progress {
    /// A bar, for people.
    Bar(ProgressBar),
    /// A line a file, for logs.
    Lines,
}

impl Progress {
    fn start() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::Lines;
        }
        let bar = ProgressBar::new_spinner(); // Until it is known how much there is.
        bar.enable_steady_tick(Duration::from_millis(120));
        Self::Bar(bar)
    }

    fn tell(&mut self, step: ImportStep<'_>) {
        match (self, step) {
            (Self::Lines, ImportStep::FileStored { file, mails }) => {
                // Nobody reads the lines any more: no reason to stop the import.
                let _ = writeln!(std::io::stdout(), "{}: {}", file.display(), number_of(mails, "mail"));
            }
            (Self::Lines, ImportStep::Reading { .. } | ImportStep::MailRead) => {}
            (Self::Bar(bar), ImportStep::FileStored { file, mails }) => {
                bar.set_message(format!("{}: {} stored", file.display(), number_of(mails, "mail")));
            }
            (Self::Bar(bar), ImportStep::Reading { mails }) => {
                if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} mails, {eta} left") {
                    bar.set_style(style);
                }
                bar.set_length(mails as u64);
                bar.set_position(0);
            }
            (Self::Bar(bar), ImportStep::MailRead) => bar.inc(1),
        }
    }

    fn end(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn print(summary: &ImportSummary) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{}, {}: {} accepted, {} duplicate, {} held",
        number_of(summary.files, "file"),
        number_of(summary.mails(), "mail"),
        summary.accepted,
        summary.duplicate,
        summary.held.len()
    )?;
    for held in &summary.held {
        writeln!(
            out,
            "held: {} (mail {}): {}: {}",
            held.file.display(),
            held.number,
            held.code,
            held.reason
        )?;
    }
    for file in &summary.passed_over {
        writeln!(out, "no mail in {}", file.display())?;
    }
    Ok(())
}

/// A number with its noun: `1 mail`, `2 mails`.
fn number_of(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
