//! Signing in, staying signed in, signing out; and what a foreign page cannot do.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sportello_domain::protocol::SignedIn;
use sportello_domain::testing::user_id;
use sportello_domain::user::{SaveUser, Standing};
use sportello_server::http::session::{FAILURES, FAILURES_WITHIN, LIFETIME};

use super::window::{Answer, BRUNO, DARIO, GIULIA, INES, PASSWORD, Sender, Window, request};
use crate::database::TestDatabase;

contract! {
    #[test]
    fn session_opens_with_the_password_and_ends_by_signing_out;

    #[test]
    fn each_sign_in_has_a_new_secret_and_ends_the_one_before;

    #[test]
    fn answer_says_nothing_about_who_exists;

    #[test]
    fn session_ends_by_itself;

    #[test]
    fn deactivated_user_is_out_at_once;

    #[test]
    fn many_failures_bring_a_pause_for_that_account;

    #[test]
    fn foreign_page_cannot_act_by_the_cookie;

    #[test]
    fn foreign_page_cannot_sign_its_visitor_in;

    #[test]
    fn token_is_shown_once_and_counts_until_it_is_revoked;
}

fn sign_in(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

/// The cookie of an answer, as the browser sends it back.
fn cookie(answer: &Answer) -> String {
    let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn session_opens_with_the_password_and_ends_by_signing_out(database: TestDatabase) {
    let window = Window::open(&database).await;
    window.set_password(user_id(GIULIA)).await;
    let mut asked = request(
        &Sender::Nobody,
        Method::POST,
        "/api/v1/session",
        sign_in("Giulia@Desk.example", PASSWORD).to_string().into(),
    );
    asked.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
    asked.headers_mut().insert("origin", "https://desk.example".parse().unwrap());
    let answer = window.send(asked).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(answer.json::<SignedIn>().user, user_id(GIULIA));
    let written = answer.headers[SET_COOKIE].to_str().unwrap();
    assert!(written.starts_with("__Host-sportello="), "{written}");
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(written.contains(part), "{written}");
    }
    let giulia = Sender::Browser(cookie(&answer));
    assert_eq!(window.get(&giulia, "/api/v1/session").await.json::<SignedIn>().user, user_id(GIULIA));

    assert_eq!(window.delete(&giulia, "/api/v1/session").await.status, StatusCode::NO_CONTENT);
    assert_eq!(window.get(&giulia, "/api/v1/session").await.problem(), (401, "not_signed_in".to_owned()));
}

async fn each_sign_in_has_a_new_secret_and_ends_the_one_before(database: TestDatabase) {
    let window = Window::open(&database).await;
    window.set_password(user_id(GIULIA)).await;
    let body = sign_in("giulia@desk.example", PASSWORD);
    let first = cookie(&window.post(&Sender::Nobody, "/api/v1/session", &body).await);
    let first = Sender::Browser(first);
    let second = Sender::Browser(cookie(&window.post(&first, "/api/v1/session", &body).await));
    assert_eq!(window.get(&first, "/api/v1/session").await.problem().0, 401);
    assert_eq!(window.get(&second, "/api/v1/session").await.status, StatusCode::OK);
}

async fn answer_says_nothing_about_who_exists(database: TestDatabase) {
    let window = Window::open(&database).await;
    window.set_password(user_id(GIULIA)).await;
    window.set_password(user_id(DARIO)).await;
    for (email, password) in [
        ("giulia@desk.example", "another password"),
        ("nobody@desk.example", PASSWORD),
        ("dario@desk.example", PASSWORD),
        ("bruno@desk.example", PASSWORD), // He has none yet.
    ] {
        let answer = window.post(&Sender::Nobody, "/api/v1/session", &sign_in(email, password)).await;
        assert_eq!(answer.problem(), (401, "wrong_credentials".to_owned()), "{email}");
        assert!(!answer.headers.contains_key(SET_COOKIE));
    }
}

async fn session_ends_by_itself(database: TestDatabase) {
    let window = Window::open(&database).await;
    window.set_password(user_id(GIULIA)).await;
    let body = sign_in("giulia@desk.example", PASSWORD);
    let giulia = Sender::Browser(cookie(&window.post(&Sender::Nobody, "/api/v1/session", &body).await));
    window.clock.set(window.clock.now() + LIFETIME - TimeDelta::seconds(1));
    assert_eq!(window.get(&giulia, "/api/v1/session").await.status, StatusCode::OK);
    window.clock.set(window.clock.now() + TimeDelta::seconds(1));
    assert_eq!(window.get(&giulia, "/api/v1/session").await.problem().0, 401);
}

/// PER-08
async fn deactivated_user_is_out_at_once(database: TestDatabase) {
    let window = Window::open(&database).await;
    let (browser, program) = (window.browser_of(GIULIA).await, window.program_of(GIULIA).await);
    assert_eq!(window.get(&browser, "/api/v1/setup").await.status, StatusCode::OK);
    assert_eq!(window.get(&program, "/api/v1/setup").await.status, StatusCode::OK);
    let mut user = window.engine.setup().users[&user_id(GIULIA)].clone();
    user.standing = Standing::Deactivated;
    let ines = window.browser_of(INES).await;
    window.order(&ines, vec![SaveUser { user }.into()]).await;
    assert_eq!(window.get(&browser, "/api/v1/setup").await.problem().0, 401);
    assert_eq!(window.get(&program, "/api/v1/setup").await.problem().0, 401);
}

async fn many_failures_bring_a_pause_for_that_account(database: TestDatabase) {
    let window = Window::open(&database).await;
    window.set_password(user_id(GIULIA)).await;
    window.set_password(user_id(BRUNO)).await;
    let wrong = sign_in("giulia@desk.example", "not the password");
    for _ in 0..FAILURES {
        assert_eq!(window.post(&Sender::Nobody, "/api/v1/session", &wrong).await.problem().0, 401);
    }
    let right = sign_in("giulia@desk.example", PASSWORD);
    let answer = window.post(&Sender::Nobody, "/api/v1/session", &right).await;
    assert_eq!(answer.problem(), (429, "too_many_attempts".to_owned()));
    assert_eq!(answer.headers["retry-after"], "900");
    let other = sign_in("bruno@desk.example", PASSWORD);
    assert_eq!(window.post(&Sender::Nobody, "/api/v1/session", &other).await.status, StatusCode::OK);
    window.clock.set(window.clock.now() + FAILURES_WITHIN + TimeDelta::seconds(1));
    assert_eq!(window.post(&Sender::Nobody, "/api/v1/session", &right).await.status, StatusCode::OK);
}

async fn foreign_page_cannot_act_by_the_cookie(database: TestDatabase) {
    let window = Window::open(&database).await;
    let Sender::Browser(cookie) = window.browser_of(GIULIA).await else { unreachable!() };
    let asked = |method: Method, headers: &[(&'static str, &str)]| {
        let mut asked = request(&Sender::Nobody, method, "/api/v1/commands", Body::from("[]"));
        asked.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
        asked.headers_mut().insert("cookie", cookie.parse().unwrap());
        for (name, value) in headers {
            asked.headers_mut().insert(*name, value.parse().unwrap());
        }
        asked
    };
    for (headers, allowed) in [
        (vec![("sec-fetch-site", "same-origin")], true),
        (vec![("origin", "http://desk.example")], true),
        (vec![], false),
        (vec![("sec-fetch-site", "same-site")], false),
        (vec![("sec-fetch-site", "cross-site")], false),
        (vec![("sec-fetch-site", "none")], false),
        (vec![("origin", "https://evil.example")], false),
        (vec![("origin", "null")], false),
    ] {
        let answer = window.send(asked(Method::POST, &headers)).await;
        if allowed {
            assert_eq!(answer.status, StatusCode::OK, "{headers:?}");
        } else {
            assert_eq!(answer.problem(), (403, "cross_site_request".to_owned()), "{headers:?}");
        }
    }
    // A token is not added by the browser: whoever sends it means it.
    let Sender::Program(token) = window.program_of(GIULIA).await else { unreachable!() };
    let mut asked = asked(Method::POST, &[("sec-fetch-site", "cross-site")]);
    asked.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    assert_eq!(window.send(asked).await.status, StatusCode::OK);
}

async fn foreign_page_cannot_sign_its_visitor_in(database: TestDatabase) {
    let window = Window::open(&database).await;
    window.set_password(user_id(GIULIA)).await;
    let body = sign_in("giulia@desk.example", PASSWORD).to_string();
    let mut asked = request(&Sender::Nobody, Method::POST, "/api/v1/session", body.into());
    asked.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
    asked.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(window.send(asked).await.problem(), (403, "cross_site_request".to_owned()));
}

async fn token_is_shown_once_and_counts_until_it_is_revoked(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let created = window.post(&giulia, "/api/v1/tokens", &json!({ "name": " Nightly report " })).await;
    assert_eq!(created.status, StatusCode::CREATED, "{created:?}");
    let created: Value = created.json();
    let secret = created["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("sportello_"));
    let program = Sender::Program(secret.clone());
    assert_eq!(window.get(&program, "/api/v1/session").await.json::<SignedIn>().user, user_id(GIULIA));

    let listed = window.get(&giulia, "/api/v1/tokens").await;
    assert_eq!(listed.json::<Value>()[0], created["token"]);
    assert_eq!(created["token"]["name"], "Nightly report");
    assert!(!String::from_utf8_lossy(&listed.body).contains(&secret));

    // A program cannot make, list or revoke tokens, nor can anybody else revoke this one.
    let path = format!("/api/v1/tokens/{}", created["token"]["id"].as_str().unwrap());
    let more = window.post(&program, "/api/v1/tokens", &json!({ "name": "more" })).await;
    assert_eq!(more.problem(), (403, "needs_session".to_owned()));
    assert_eq!(window.get(&program, "/api/v1/tokens").await.problem().0, 403);
    assert_eq!(window.delete(&program, &path).await.problem().0, 403);
    let ines = window.browser_of(INES).await;
    assert_eq!(window.delete(&ines, &path).await.problem(), (404, "token_not_found".to_owned()));

    assert_eq!(window.delete(&giulia, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(window.get(&program, "/api/v1/session").await.problem().0, 401);
}
