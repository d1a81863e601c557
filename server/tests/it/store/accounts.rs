//! Passwords, sessions, tokens and failed sign-ins.

use sportello_domain::testing::{T0, minutes, user_id};
use sportello_server::account::token_hash;
use sportello_server::store::account::{ApiToken, Session};

use crate::database::TestDatabase;

contract! {
    #[test]
    fn session_is_found_until_it_ends;

    #[test]
    fn password_is_replaced_by_a_new_one;

    #[test]
    fn token_works_until_its_own_user_revokes_it;

    #[test]
    fn failed_sign_ins_are_counted_by_account_and_address;
}

async fn session_is_found_until_it_ends(database: TestDatabase) {
    let store = database.store().await;
    let session = Session { user: user_id(1), created_at: T0, expires_at: minutes(60) };
    let (one, other) = (token_hash("one"), token_hash("other"));
    store.add_session(&one, &session).await.unwrap();
    store.add_session(&other, &session).await.unwrap();

    assert_eq!(store.session(&one, minutes(59)).await.unwrap(), Some(session.clone()));
    assert_eq!(store.session(&one, minutes(60)).await.unwrap(), None);
    store.end_session(&one).await.unwrap();
    assert_eq!(store.session(&one, minutes(1)).await.unwrap(), None);
    assert_eq!(store.session(&other, minutes(1)).await.unwrap(), Some(session.clone()));
    store.end_sessions_of(user_id(1)).await.unwrap();
    assert_eq!(store.session(&other, minutes(1)).await.unwrap(), None);
    store.add_session(&one, &session).await.unwrap();
    assert_eq!(store.sweep_accounts(minutes(59), T0).await.unwrap(), 0);
    assert_eq!(store.sweep_accounts(minutes(60), T0).await.unwrap(), 1);
}

async fn password_is_replaced_by_a_new_one(database: TestDatabase) {
    let store = database.store().await;
    assert_eq!(store.password_hash(user_id(1)).await.unwrap(), None);
    store.set_password(user_id(1), "first", T0).await.unwrap();
    store.set_password(user_id(1), "second", minutes(1)).await.unwrap();
    assert_eq!(store.password_hash(user_id(1)).await.unwrap().as_deref(), Some("second"));
    assert_eq!(store.password_hash(user_id(2)).await.unwrap(), None);
}

async fn token_works_until_its_own_user_revokes_it(database: TestDatabase) {
    let store = database.store().await;
    let id = sportello_domain::id::TokenId::generate(T0, [1; 10]);
    let token = ApiToken { id, user: user_id(1), name: "reports".to_owned(), created_at: T0 };
    store.add_api_token(&token_hash("secret"), &token).await.unwrap();

    assert_eq!(store.api_token(&token_hash("secret")).await.unwrap(), Some(token.clone()));
    assert_eq!(store.api_token(&token_hash("guess")).await.unwrap(), None);
    assert_eq!(store.api_tokens_of(user_id(1)).await.unwrap(), [token]);
    assert!(!store.revoke_api_token(user_id(2), id).await.unwrap());
    assert!(store.revoke_api_token(user_id(1), id).await.unwrap());
    assert_eq!(store.api_token(&token_hash("secret")).await.unwrap(), None);
}

async fn failed_sign_ins_are_counted_by_account_and_address(database: TestDatabase) {
    let store = database.store().await;
    for n in 0..3 {
        store.note_failed_sign_in("giulia@desk.example", "192.0.2.1", minutes(n)).await.unwrap();
    }
    store.note_failed_sign_in("giulia@desk.example", "192.0.2.2", T0).await.unwrap();

    let count =
        async |address, since| store.failed_sign_ins("giulia@desk.example", address, since).await.unwrap();
    assert_eq!(count("192.0.2.1", T0).await, 3);
    assert_eq!(count("192.0.2.1", minutes(1)).await, 2);
    assert_eq!(count("192.0.2.2", T0).await, 1);
    store.forget_failed_sign_ins("giulia@desk.example", "192.0.2.1").await.unwrap();
    assert_eq!(count("192.0.2.1", T0).await, 0);
    assert_eq!(count("192.0.2.2", T0).await, 1);
}
