//! `sportello serve`: the help desk itself, until it is told to end.

use anyhow::Context;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::demo;
use crate::clock::Clock;
use crate::config::Serve;
use crate::engine::Engine;
use crate::http;
use crate::mail;
use crate::mail::relay::Relay;
use crate::store::Store;

/// Opens the store, starts the engine and everything that works on it, and serves until the process
/// is interrupted.
///
/// # Errors
///
/// When the database cannot be opened or the address is taken.
pub(super) async fn serve(options: Serve) -> anyhow::Result<()> {
    let store = Store::open(&options.database.address()?).await?;
    if options.demo {
        demo::stories(&store).await?;
    }
    let engine = Engine::start(store, Clock::of_the_machine()).await?;
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", options.listen))?;
    let end = CancellationToken::new();
    tokio::spawn(cancel_when_interrupted(end.clone()));
    let relay = options.smtp_url.as_deref().map(Relay::at).transpose()?;
    let workers = [
        tokio::spawn(mail::intake::run(engine.clone(), end.clone())),
        tokio::spawn(mail::outbox::run(engine.clone(), relay, end.clone())),
    ];
    tracing::info!(address = %listener.local_addr()?, "Sportello is ready.");
    let served = http::serve(listener, engine.clone(), end.clone()).await;
    end.cancel();
    for worker in workers {
        worker.await?;
    }
    served.context("the listener failed")?;
    engine.store().close().await;
    Ok(())
}

/// Waits for Ctrl-C or, where there is one, the signal that asks a service to end.
async fn cancel_when_interrupted(end: CancellationToken) {
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut asked) => {
                asked.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
    end.cancel();
}
