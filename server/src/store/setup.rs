//! The configuration, whole, and the instance's secret.

use sportello_domain::protocol::Sequence;
use sportello_domain::setup::Setup;

use super::connection::Connection;
use super::record::AT_WORK;
use super::sql::{json, sql};
use super::{Store, StoreError};

/// The key of an instance, for what it signs.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Takes random bytes as a secret.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the key.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    /// Keeps the key out of every log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

impl Store {
    /// Writes what a new instance starts with, unless it started before.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn install(&self, setup: &Setup, secret: &Secret) -> Result<(), StoreError> {
        let insert = sql("INSERT INTO instance (id, setup, secret) VALUES (1, ")
            .bind(json(setup)?)
            .push(", ")
            .bind(secret.bytes().to_vec())
            .push(") ON CONFLICT (id) DO NOTHING");
        self.change(insert).await.map(drop)
    }

    /// The configuration as it stands, and the last event that it takes into account.
    ///
    /// # Errors
    ///
    /// When the database fails, or the instance was never installed.
    pub async fn setup(&self) -> Result<(Setup, Sequence), StoreError> {
        let select = sql("SELECT instance.setup, head.sequence FROM instance, head");
        let row = self.reader().await?.only_row(select).await?;
        Ok((row.record(0)?, row.count(1)?))
    }

    /// The instance's secret.
    ///
    /// # Errors
    ///
    /// When the database fails, or the instance was never installed.
    pub async fn secret(&self) -> Result<Secret, StoreError> {
        let row = self.reader().await?.only_row(sql("SELECT secret FROM instance")).await?;
        let bytes: [u8; 32] = row
            .read::<Vec<u8>>(0)?
            .try_into()
            .map_err(|_| StoreError::Unreadable { what: "the secret has another length".to_owned() })?;
        Ok(Secret(bytes))
    }

    /// The last event that there is.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn head_sequence(&self) -> Result<Sequence, StoreError> {
        self.reader().await?.only_row(sql("SELECT sequence FROM head")).await?.count(0)
    }
}

/// Writes a changed configuration, and what tickets are counted and listed by of it: whether their
/// status is open or closed.
pub(super) async fn save_setup(
    connection: &mut Connection,
    before: &Setup,
    after: &Setup,
) -> Result<(), StoreError> {
    connection.change(sql("UPDATE instance SET setup = ").bind(json(after)?)).await?;
    let all = before.pipelines.values().chain(after.pipelines.values());
    for status in all.flat_map(|pipeline| &pipeline.statuses) {
        let state = after.state_of(status.id);
        if before.state_of(status.id) == state {
            continue;
        }
        let name = state.name();
        for update in ["UPDATE tickets SET state = ", "UPDATE ticket_counts SET state = "] {
            let of_status = sql(update).bind(name).push(" WHERE status = ").bind(status.id.uuid());
            connection.change(of_status.push(" AND ").push(AT_WORK)).await?;
        }
    }
    Ok(())
}
