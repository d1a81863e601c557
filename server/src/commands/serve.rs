//! `sportello serve`: the help desk itself, until it is told to end.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{demo, tell};
use crate::clock::Clock;
use crate::config::Serve;
use crate::engine::Engine;
use crate::http;
use crate::mail;
use crate::mail::relay::Relay;
use crate::store::Store;
use crate::sweep;

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
        tokio::spawn(sweep::run(engine.clone(), end.clone())),
    ];
    let address = listener.local_addr()?;
    tracing::info!(%address, "Sportello is ready.");
    tell(&format!("Sportello is at {}; Ctrl-C ends it.", in_a_browser(address)));
    let served = http::serve(listener, engine.clone(), end.clone()).await;
    end.cancel();
    for worker in workers {
        worker.await?;
    }
    served.context("the listener failed")?;
    engine.store().close().await;
    Ok(())
}

/// Where a browser on this machine finds what listens at an address.
fn in_a_browser(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{address}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_one_that_a_browser_opens() {
        for (listens, opens) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:8080", "http://127.0.0.1:8080"),
            ("[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(in_a_browser(listens.parse().unwrap()), opens);
        }
    }
}
