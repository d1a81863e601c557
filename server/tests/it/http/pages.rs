//! What a browser gets beside the API's answers: headers, the app, messages, files, the document.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::Value;
use sportello_server::http;

use super::window::{GIULIA, INES, Sender, Window, request};
use crate::database::TestDatabase;

contract! {
    #[test]
    fn every_answer_has_the_strict_headers;

    #[test]
    fn message_is_a_page_of_its_own_that_runs_nothing;

    #[test]
    fn file_is_sent_as_it_came_and_runs_nothing;

    #[test]
    fn app_answers_its_own_addresses_and_no_others;

    #[test]
    fn document_describes_every_call_and_every_call_is_answered;

    #[test]
    fn page_to_try_the_api_brings_nothing_from_elsewhere;
}

async fn every_answer_has_the_strict_headers(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    for (sender, path) in [
        (&Sender::Nobody, "/"),
        (&Sender::Nobody, "/tickets/5"),
        (&Sender::Nobody, "/api/v1/setup"),
        (&Sender::Nobody, "/api/docs"),
        (&Sender::Nobody, "/missing.js"),
        (&giulia, "/api/v1/setup"),
        (&giulia, "/api/v1/nothing"),
    ] {
        let answer = window.get(sender, path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer", "{path}");
        assert_eq!(answer.headers["cross-origin-opener-policy"], "same-origin", "{path}");
        assert!(answer.headers.contains_key("permissions-policy"), "{path}");
        assert!(answer.headers.contains_key("x-request-id"), "{path}");
    }
    assert_eq!(window.get(&giulia, "/api/v1/setup").await.headers["cache-control"], "no-store");
}

/// XCT-08
async fn message_is_a_page_of_its_own_that_runs_nothing(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let path = format!("/api/v1/messages/{}/body", received.message);
    for (path, images) in [
        (path.clone(), "img-src 'self' data:;"),
        (format!("{path}?images=remote"), "img-src 'self' data: http: https:;"),
    ] {
        let answer = window.get(&giulia, &path).await;
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with(&format!("default-src 'none'; {images}")), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("allow-scripts"), "{policy}");
        let html = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(html.contains("<b>refund 1</b>"), "{html}");
        assert!(!html.contains("onclick") && !html.contains("<script"), "{html}");
    }
}

async fn file_is_sent_as_it_came_and_runs_nothing(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let answer = window.get(&giulia, &format!("/api/v1/attachments/{}", received.attachment)).await;
    assert_eq!(answer.headers["content-type"], "image/png");
    assert_eq!(
        answer.headers["content-disposition"],
        "inline; filename=\"photo.png\"; filename*=UTF-8''photo.png"
    );
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert!(
        answer.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'; sandbox")
    );
    assert_eq!(answer.body.as_ref(), b"\x89PNG secret of the customer");
}

async fn app_answers_its_own_addresses_and_no_others(database: TestDatabase) {
    let window = Window::open(&database).await;
    // With the app built, its page; without it, how to build it. Either way a page, and always the same.
    let page = window.get(&Sender::Nobody, "/").await;
    for path in ["/tickets", "/tickets/5", "/settings/users"] {
        let answer = window.get(&Sender::Nobody, path).await;
        assert_eq!((answer.status, &answer.body), (page.status, &page.body), "{path}");
        assert_eq!(answer.headers["content-type"].to_str().unwrap().split(';').next(), Some("text/html"));
    }
    for path in ["/app.js", "/snippets/missing-0123456789abcdef.js", "/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        assert_eq!(window.get(&Sender::Nobody, path).await.problem().0, 404, "{path}");
    }
}

async fn document_describes_every_call_and_every_call_is_answered(database: TestDatabase) {
    let window = Window::open(&database).await;
    let document: Value = window.get(&Sender::Nobody, "/api/openapi.json").await.json();
    assert_eq!(document["openapi"].as_str().map(|version| &version[..4]), Some("3.1."));
    let ines = window.browser_of(INES).await;
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            calls.push(format!("{} {path}", method.to_uppercase()));
            assert!(operation["summary"].is_string(), "{method} {path} says what it does");
            let address: String = path
                .split('/')
                .map(|part| if part.starts_with('{') { "0193a4c0-0000-7000-8000-000000000000" } else { part })
                .collect::<Vec<_>>()
                .join("/");
            if address == "/api/v1/live" || (path == "/api/v1/session" && method == "delete") {
                continue; // One does not end; the other ends the session that asks.
            }
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = window.send(request(&ines, method.clone(), &address, Body::empty())).await;
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(
                !text.contains("nothing_here") && !text.contains("method_not_allowed"),
                "{method} {path}: {text}"
            );
        }
    }
    calls.sort();
    let expected = [
        "DELETE /api/v1/session",
        "DELETE /api/v1/tokens/{token}",
        "GET /api/v1/attachments/{attachment}",
        "GET /api/v1/bulk-changes/{change}",
        "GET /api/v1/companies",
        "GET /api/v1/companies/{company}",
        "GET /api/v1/contacts",
        "GET /api/v1/contacts/{contact}",
        "GET /api/v1/conversations",
        "GET /api/v1/conversations/{conversation}",
        "GET /api/v1/conversations/{conversation}/thread",
        "GET /api/v1/counts",
        "GET /api/v1/counts/statuses",
        "GET /api/v1/deals",
        "GET /api/v1/deals/{deal}",
        "GET /api/v1/live",
        "GET /api/v1/mail",
        "GET /api/v1/mentions",
        "GET /api/v1/messages/{message}/body",
        "GET /api/v1/recycle-bin",
        "GET /api/v1/search",
        "GET /api/v1/session",
        "GET /api/v1/setup",
        "GET /api/v1/tickets",
        "GET /api/v1/tickets/{ticket}",
        "GET /api/v1/tickets/{ticket}/access",
        "GET /api/v1/tickets/{ticket}/activity",
        "GET /api/v1/tickets/{ticket}/associations",
        "GET /api/v1/tickets/{ticket}/history",
        "GET /api/v1/tickets/{ticket}/merge-candidates",
        "GET /api/v1/tokens",
        "GET /healthz",
        "POST /api/v1/attachments",
        "POST /api/v1/bulk-changes",
        "POST /api/v1/channels/{channel}/mail",
        "POST /api/v1/commands",
        "POST /api/v1/mail/{mail}/retry",
        "POST /api/v1/scope",
        "POST /api/v1/selections",
        "POST /api/v1/session",
        "POST /api/v1/tickets/{ticket}/presence",
        "POST /api/v1/tokens",
    ];
    assert_eq!(calls, expected);
}

/// A generated client must find every type.
#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document: Value = serde_json::to_value(http::api().into_openapi()).unwrap();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 100, "{} references", references.len());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads outside"));
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        references.push(reference.to_owned());
    }
    for part in value.as_object().into_iter().flat_map(|fields| fields.values()) {
        collect(part, references);
    }
    for part in value.as_array().into_iter().flatten() {
        collect(part, references);
    }
}

async fn page_to_try_the_api_brings_nothing_from_elsewhere(database: TestDatabase) {
    let window = Window::open(&database).await;
    for (path, content_type) in [
        ("/api/docs", "text/html; charset=utf-8"),
        ("/api/docs/docs.js", "text/javascript; charset=utf-8"),
        ("/api/docs/docs.css", "text/css; charset=utf-8"),
    ] {
        let answer = window.get(&Sender::Nobody, path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["content-type"], content_type);
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("style="), "{path}");
    }
}
