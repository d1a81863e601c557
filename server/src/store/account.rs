//! Passwords, sessions, API tokens and failed sign-ins. No rule reads them. Only hashes are stored.

use chrono::{DateTime, Utc};
use sportello_domain::id::{TokenId, UserId};

use super::sql::{Row, sql};
use super::{Store, StoreError};

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in.
    pub user: UserId,
    /// When the user signed in.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// A program's token as it is kept. The token itself is shown once and stored nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// The user on whose behalf it acts.
    pub user: UserId,
    /// What its user calls it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Store {
    /// Sets a user's password, by its hash in PHC form.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn set_password(&self, user: UserId, hash: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let insert = sql("INSERT INTO passwords (user_id, hash, changed_at) VALUES ")
            .rows([vec![user.uuid().into(), hash.into(), at.into()]])
            .push(
                " ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
            );
        self.change(insert).await.map(drop)
    }

    /// The hash of a user's password, in PHC form.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn password_hash(&self, user: UserId) -> Result<Option<String>, StoreError> {
        let select = sql("SELECT hash FROM passwords WHERE user_id = ").bind(user.uuid());
        self.reader().await?.row(select).await?.map(|row| row.read(0)).transpose()
    }

    /// Keeps a session under the hash of its token.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn add_session(&self, token_hash: &[u8], session: &Session) -> Result<(), StoreError> {
        let insert =
            sql("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ").rows([vec![
                token_hash.to_vec().into(),
                session.user.uuid().into(),
                session.created_at.into(),
                session.expires_at.into(),
            ]]);
        self.change(insert).await.map(drop)
    }

    /// The session with this token, if it has not ended.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn session(
        &self,
        token_hash: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Option<Session>, StoreError> {
        let select = sql("SELECT user_id, created_at, expires_at FROM sessions WHERE token_hash = ")
            .bind(token_hash.to_vec())
            .push(" AND expires_at > ")
            .bind(now);
        let row = self.reader().await?.row(select).await?;
        row.map(|row| Ok(Session { user: row.id(0)?, created_at: row.time(1)?, expires_at: row.time(2)? }))
            .transpose()
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn end_session(&self, token_hash: &[u8]) -> Result<(), StoreError> {
        let delete = sql("DELETE FROM sessions WHERE token_hash = ").bind(token_hash.to_vec());
        self.change(delete).await.map(drop)
    }

    /// Ends all sessions of a user: after the password changed, or the user was deactivated.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn end_sessions_of(&self, user: UserId) -> Result<(), StoreError> {
        let delete = sql("DELETE FROM sessions WHERE user_id = ").bind(user.uuid());
        self.change(delete).await.map(drop)
    }

    /// Removes the sessions and the failed sign-ins that are over. Says how many.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn sweep_accounts(
        &self,
        now: DateTime<Utc>,
        failures_before: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let sessions = self.change(sql("DELETE FROM sessions WHERE expires_at <= ").bind(now)).await?;
        let failures =
            self.change(sql("DELETE FROM failed_sign_ins WHERE at < ").bind(failures_before)).await?;
        Ok(sessions + failures)
    }

    /// Keeps a program's token by its hash.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn add_api_token(&self, token_hash: &[u8], token: &ApiToken) -> Result<(), StoreError> {
        let insert =
            sql("INSERT INTO api_tokens (id, token_hash, user_id, name, created_at) VALUES ").rows([vec![
                token.id.uuid().into(),
                token_hash.to_vec().into(),
                token.user.uuid().into(),
                token.name.clone().into(),
                token.created_at.into(),
            ]]);
        self.change(insert).await.map(drop)
    }

    /// The token with this hash.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn api_token(&self, token_hash: &[u8]) -> Result<Option<ApiToken>, StoreError> {
        let select = sql("SELECT id, user_id, name, created_at FROM api_tokens WHERE token_hash = ")
            .bind(token_hash.to_vec());
        self.reader().await?.row(select).await?.as_ref().map(api_token).transpose()
    }

    /// The tokens of a user, oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn api_tokens_of(&self, user: UserId) -> Result<Vec<ApiToken>, StoreError> {
        let select = sql("SELECT id, user_id, name, created_at FROM api_tokens WHERE user_id = ")
            .bind(user.uuid())
            .push(" ORDER BY created_at, id");
        self.reader().await?.rows(select).await?.iter().map(api_token).collect()
    }

    /// Revokes a token of a user. Says whether there was one.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn revoke_api_token(&self, user: UserId, token: TokenId) -> Result<bool, StoreError> {
        let delete = sql("DELETE FROM api_tokens WHERE id = ")
            .bind(token.uuid())
            .push(" AND user_id = ")
            .bind(user.uuid());
        Ok(self.change(delete).await? > 0)
    }

    /// Notes a sign-in that failed, for an account as it was named and an address of the network.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn note_failed_sign_in(
        &self,
        account: &str,
        address: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let insert = sql("INSERT INTO failed_sign_ins (account, address, at) VALUES ").rows([vec![
            account.into(),
            address.into(),
            at.into(),
        ]]);
        self.change(insert).await.map(drop)
    }

    /// How many sign-ins failed since a time, for an account from an address.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn failed_sign_ins(
        &self,
        account: &str,
        address: &str,
        since: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let select = sql("SELECT COUNT(*) FROM failed_sign_ins WHERE account = ")
            .bind(account)
            .push(" AND address = ")
            .bind(address)
            .push(" AND at >= ")
            .bind(since);
        self.reader().await?.only_row(select).await?.count(0)
    }

    /// Forgets the failed sign-ins of an account from an address: after one that did not fail.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn forget_failed_sign_ins(&self, account: &str, address: &str) -> Result<(), StoreError> {
        let delete = sql("DELETE FROM failed_sign_ins WHERE account = ")
            .bind(account)
            .push(" AND address = ")
            .bind(address);
        self.change(delete).await.map(drop)
    }
}

fn api_token(row: &Row) -> Result<ApiToken, StoreError> {
    Ok(ApiToken { id: row.id(0)?, user: row.id(1)?, name: row.read(2)?, created_at: row.time(3)? })
}
