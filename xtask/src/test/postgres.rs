//! A `PostgreSQL` server of the tests' own: an empty cluster in a temporary folder, on a free port of the loopback
//! address, gone when the tests are over, however they ended.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use duct::Expression;
use tempfile::TempDir;

use crate::report::must_succeed;
use crate::workspace::Workspace;

/// How long a server may take to answer, or to end.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server. Ends with this value.
pub struct ThrowAwayPostgres {
    handle: duct::Handle,
    stop: Expression,
    port: u16,
    // Last, so that the folder is there until the server is gone.
    _folder: TempDir,
}

impl ThrowAwayPostgres {
    /// Makes a cluster and starts a server on it; returns when it answers.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or does not answer in time; the error carries what it printed.
    pub fn start(workspace: &Workspace, programs: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("sportello-postgres-").tempdir()?;
        let user = ServerUser::find(workspace);
        user.take_over(workspace, folder.path())?;
        let cluster = folder.path().join("cluster").to_string_lossy().into_owned();
        let path = |program: &str| programs.join(program).to_string_lossy().into_owned();

        let init = [path("initdb"), "--pgdata".into(), cluster.clone()];
        let options =
            ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
        let init =
            user.program(workspace, folder.path(), init.into_iter().chain(options.map(ToOwned::to_owned)));
        must_succeed("initdb", &init)?;

        let port = free_port()?;
        let log = folder.path().join("log");
        let sockets = folder.path().to_string_lossy().into_owned();
        let serve = [path("postgres"), "-D".into(), cluster.clone(), "-p".into(), port.to_string()];
        let settings = ["-h", "127.0.0.1", "-k", &sockets, "-c", "fsync=off", "-c", "max_connections=200"];
        let serve =
            user.program(workspace, folder.path(), serve.into_iter().chain(settings.map(ToOwned::to_owned)));
        let handle = serve.stderr_to_stdout().stdout_path(&log).unchecked().start()?;
        let stop = [path("pg_ctl"), "stop".into(), "--pgdata".into(), cluster, "--mode=immediate".into()];
        let stop = user.program(workspace, folder.path(), stop.into_iter()).stdout_null().unchecked();
        let server = Self { handle, stop, port, _folder: folder };
        let ready =
            duct::cmd!(path("pg_isready"), "--host=127.0.0.1", format!("--port={port}")).stdout_null();
        server.wait_until_ready(&ready, &log)?;
        Ok(server)
    }

    /// What `SPORTELLO_TEST_POSTGRES_URL` is set to. Tests make databases of their own beside this one.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&self, ready: &Expression, log: &PathBuf) -> Result<()> {
        let start = Instant::now();
        while ready.unchecked().run().is_ok_and(|answer| !answer.status.success()) {
            let ended = self.handle.wait_timeout(Duration::from_millis(50))?.is_some();
            if ended || start.elapsed() > PATIENCE {
                let log = std::fs::read_to_string(log).unwrap_or_default();
                bail!("PostgreSQL did not start:\n{log}");
            }
        }
        Ok(())
    }
}

impl Drop for ThrowAwayPostgres {
    fn drop(&mut self) {
        // Nothing of it is kept, so there is nothing to lose by a stop that fails: it is then ended by force.
        let _stopped = self.stop.run();
        if !matches!(self.handle.wait_timeout(PATIENCE), Ok(Some(_))) {
            let _already_over = self.handle.kill();
        }
    }
}

/// Who runs the server: `PostgreSQL` refuses to run as root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServerUser {
    /// Whoever runs the tests.
    Own,
    /// The user `postgres`, which the system's package makes.
    Postgres,
}

impl ServerUser {
    fn find(workspace: &Workspace) -> Self {
        let is_root = workspace.program("id", &["-u"]).read().is_ok_and(|id| id == "0");
        if is_root { Self::Postgres } else { Self::Own }
    }

    fn take_over(self, workspace: &Workspace, folder: &Path) -> Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Postgres => {
                let owner = workspace.program("chown", &["postgres", &folder.to_string_lossy()]);
                must_succeed("chown", &owner).context("the user postgres must exist").map(drop)
            }
        }
    }

    /// A program as this user. It ends with whoever started it, even when that is ended by force.
    fn program(
        self,
        workspace: &Workspace,
        folder: &Path,
        words: impl Iterator<Item = String>,
    ) -> Expression {
        let words: Vec<String> = words.collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let change: &[&str] = match self {
            Self::Postgres => &["--reuid=postgres", "--regid=postgres", "--init-groups"],
            Self::Own => &[],
        };
        if workspace.lookup_program("setpriv").is_some() {
            workspace.program_in(folder, "setpriv", &[&["--pdeathsig=INT"], change, &words].concat())
        } else {
            let (program, arguments) = words.split_first().unwrap_or((&"", &[]));
            workspace.program_in(folder, program, arguments)
        }
    }
}

/// A port that nobody listens on at this moment.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port is free on the loopback address")?;
    Ok(listener.local_addr()?.port())
}
