//! `sportello migrate`: brings the database up to date.

use crate::config::Database;
use crate::store::Store;

/// Opens the database, which brings it up to date, and closes it.
///
/// # Errors
///
/// When it cannot be reached, or was made by a newer version.
pub(super) async fn migrate(database: &Database) -> anyhow::Result<()> {
    let store = Store::open(&database.address()?).await?;
    store.close().await;
    tracing::info!("The database is up to date.");
    Ok(())
}
