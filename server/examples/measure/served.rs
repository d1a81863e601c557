//! The real program, serving a desk on a port of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use sportello_domain::id::UserId;
use sportello_domain::user::Permission;
use sportello_server::account::{new_token, token_hash};
use sportello_server::clock::Clock;
use sportello_server::entropy::Entropy;
use sportello_server::store::Store;
use sportello_server::store::account::ApiToken;
use tokio::net::TcpStream;

/// How long the server may take to start before something is wrong.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server that runs until this is dropped.
pub struct Served {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took from the start of the program to the first connection.
    pub started_in: Duration,
}

impl Served {
    /// Starts the program on a database.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn start(server: &Path, database: &Path) -> anyhow::Result<Self> {
        // The port is free again when the listener is dropped; nobody else is quick enough to take it.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let start = Instant::now();
        let mut process = Command::new(server)
            .args(["serve", "--listen", &address.to_string(), "--database"])
            .arg(format!("sqlite:{}", database.display()))
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start", server.display()))?;
        while TcpStream::connect(address).await.is_err() {
            ensure!(process.try_wait()?.is_none(), "the server ended at once");
            ensure!(start.elapsed() < PATIENCE, "the server does not listen");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(Self { process, address, started_in: start.elapsed() })
    }

    /// How much memory it holds, in MiB. None where the system does not tell.
    pub fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kibibytes / 1024.0)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // One that has ended by itself cannot be killed.
        let _already_over = self.process.kill();
        let _already_over = self.process.wait();
    }
}

/// Makes a token of somebody who sees everything, straight in the database.
///
/// # Errors
///
/// When nobody there does, or the database cannot be written.
pub async fn token_of_an_admin(database: &Path) -> anyhow::Result<(String, UserId)> {
    let store = Store::open(&format!("sqlite:{}", database.display()).parse()?).await?;
    let (setup, _) = store.setup().await?;
    let admin = setup.users.values().find(|user| user.has(Permission::SuperAdmin)).map(|user| user.id);
    let admin = admin.context("there is no admin")?;
    let clock = Clock::of_the_machine();
    let entropy = Entropy::of_the_system(clock.clone());
    let token = new_token(&entropy);
    let kept = ApiToken { id: entropy.id(), user: admin, name: "bench".to_owned(), created_at: clock.now() };
    store.add_api_token(&token_hash(&token), &kept).await?;
    store.close().await;
    Ok((token, admin))
}
