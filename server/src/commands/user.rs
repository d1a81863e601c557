//! `sportello user`: adds users where nobody can sign in yet, and sets passwords.

use std::io::{BufRead, IsTerminal};

use anyhow::Context;
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::user::{Access, SaveUser, Standing, User};

use crate::account::hash_password;
use crate::clock::Clock;
use crate::config::AddUser;
use crate::engine::Engine;
use crate::store::Store;

/// Adds a user, or gives the one with this address a new password and the name and access that are
/// asked for. The password comes from the terminal, or else from the first line of the input.
///
/// # Errors
///
/// What a rule refuses, or a password that is too short.
pub(super) async fn add(options: AddUser) -> anyhow::Result<()> {
    let store = Store::open(&options.database.address()?).await?;
    let engine = Engine::start(store, Clock::of_the_machine()).await?;
    let hash = hash_password(&read_password()?, engine.entropy())?;
    let setup = engine.setup();
    let known = setup.users.values().find(|user| user.email == options.email);
    let user = User {
        id: known.map_or_else(|| engine.entropy().id(), |user| user.id),
        name: options.name,
        email: options.email,
        standing: Standing::Active,
        access: if options.admin { Access::super_admin() } else { Access::default() },
        main_team: known.and_then(|user| user.main_team),
        extra_teams: known.map(|user| user.extra_teams.clone()).unwrap_or_default(),
    };
    let id = user.id;
    let order = Order {
        id: engine.entropy().id(),
        actor: Actor::System,
        at: engine.clock().now(),
        command: Command::SaveUser(SaveUser { user }),
    };
    engine.execute(order).await?;
    engine.store().set_password(id, &hash, engine.clock().now()).await?;
    engine.store().end_sessions_of(id).await?;
    engine.store().close().await;
    tracing::info!(user.id = %id, "The user can sign in.");
    Ok(())
}

/// Asks for a password where somebody can answer, else takes the first line of the input.
fn read_password() -> anyhow::Result<String> {
    let input = std::io::stdin();
    if input.is_terminal() {
        return rpassword::prompt_password("Password: ").context("no password was given");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).context("no password was given")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
