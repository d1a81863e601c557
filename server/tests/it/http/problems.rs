//! Wrong input at every door: each answered by a problem with a stable code, and nothing is stored.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use serde_json::json;
use sportello_domain::testing::channel_id;
use sportello_server::http::problem::ErrorCode;

use super::window::{GIULIA, INES, Window, request};
use crate::database::TestDatabase;

contract! {
    #[test]
    fn wrong_input_gets_a_stable_code;

    #[test]
    fn wrong_body_gets_a_stable_code;

    #[test]
    fn wrong_method_says_which_are_right;
}

/// What programs and translations go by. A code is never renamed, and never gets another status.
#[test]
fn codes_are_stable() {
    let list: Vec<String> =
        ErrorCode::ALL.iter().map(|code| format!("{} {}", code.status().as_u16(), code.code())).collect();
    let expected = [
        "401 not_signed_in",
        "401 wrong_credentials",
        "429 too_many_attempts",
        "403 cross_site_request",
        "403 needs_session",
        "404 nothing_here",
        "405 method_not_allowed",
        "404 attachment_not_found",
        "404 mail_not_found",
        "404 token_not_found",
        "404 ticket_number_unknown",
        "404 view_unknown",
        "413 body_too_large",
        "413 mail_too_large",
        "413 file_too_large",
        "400 file_name_missing",
        "400 mail_empty",
        "409 channel_takes_no_mail",
        "415 json_expected",
        "400 json_malformed",
        "422 body_invalid",
        "400 body_incomplete",
        "400 query_invalid",
        "400 cursor_invalid",
        "400 view_or_filter",
        "422 filter_too_deep",
        "422 filter_too_large",
        "422 filter_without_options",
        "422 filter_names_unknown",
        "422 filter_text_too_long",
        "422 filter_of_other_kind",
        "422 too_many_orders",
        "409 order_id_taken",
        "404 bulk_change_unknown",
        "409 bulk_change_id_taken",
        "422 nothing_selected",
        "422 several_pipelines",
        "422 token_name_missing",
        "500 internal",
        "503 unavailable",
    ];
    assert_eq!(list, expected);
}

async fn wrong_input_gets_a_stable_code(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let head = window.engine.store().head_sequence().await.unwrap();
    let ticket = received.ticket;
    let filter = |filter: serde_json::Value| {
        let encoded: Vec<String> = filter.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("/api/v1/tickets?filter={}", encoded.concat())
    };
    let mut deep = json!({ "type": "unassigned" });
    for _ in 0..9 {
        deep = json!({ "type": "not", "of": deep });
    }
    let many: Vec<_> = (0..600).map(|_| json!({ "type": "unassigned" })).collect();
    for (path, expected) in [
        ("/api/v1/nothing".to_owned(), (404, "nothing_here")),
        ("/api/v2/tickets".to_owned(), (404, "nothing_here")),
        ("/api".to_owned(), (404, "nothing_here")),
        ("/api/v1/tickets".to_owned(), (400, "view_or_filter")),
        ("/api/v1/tickets?view=closed&filter=1".to_owned(), (400, "view_or_filter")),
        ("/api/v1/tickets?view=mine".to_owned(), (404, "view_unknown")),
        ("/api/v1/tickets?view=closed&after=yesterday".to_owned(), (400, "cursor_invalid")),
        ("/api/v1/tickets?view=closed&sort=name&after=yesterday".to_owned(), (400, "cursor_invalid")),
        ("/api/v1/tickets?view=closed&sort=mood".to_owned(), (400, "query_invalid")),
        ("/api/v1/tickets?view=closed&limit=0".to_owned(), (400, "query_invalid")),
        ("/api/v1/tickets?view=closed&limit=100000".to_owned(), (400, "query_invalid")),
        ("/api/v1/tickets?view=closed&limit=many".to_owned(), (400, "query_invalid")),
        ("/api/v1/tickets?filter=%7B".to_owned(), (400, "query_invalid")),
        (filter(json!({ "type": "owned-by-the-moon" })), (400, "query_invalid")),
        (filter(deep), (422, "filter_too_deep")),
        (filter(json!({ "type": "all", "of": many })), (422, "filter_too_large")),
        (filter(json!({ "type": "status", "any_of": [] })), (422, "filter_without_options")),
        (filter(json!({ "type": "owner", "any_of": [ticket] })), (422, "filter_names_unknown")),
        ("/api/v1/tickets/abc".to_owned(), (404, "nothing_here")),
        ("/api/v1/tickets/-1".to_owned(), (404, "nothing_here")),
        ("/api/v1/tickets/987654321".to_owned(), (404, "ticket_number_unknown")),
        ("/api/v1/tickets/99999999999999999999999".to_owned(), (404, "nothing_here")),
        (format!("/api/v1/tickets/{}", received.message), (404, "ticket_not_found")),
        (format!("/api/v1/tickets/{}/history", received.message), (404, "ticket_not_found")),
        (format!("/api/v1/conversations/{ticket}/thread"), (404, "conversation_not_found")),
        ("/api/v1/conversations/x/thread".to_owned(), (404, "nothing_here")),
        (format!("/api/v1/conversations/{}/thread?before=x", received.conversation), (400, "cursor_invalid")),
        (format!("/api/v1/messages/{ticket}/body"), (404, "message_not_found")),
        (format!("/api/v1/messages/{}/body?images=all", received.message), (400, "query_invalid")),
        (format!("/api/v1/attachments/{ticket}"), (404, "attachment_not_found")),
        ("/api/v1/live?after=yesterday".to_owned(), (400, "query_invalid")),
        ("/api/v1/mail".to_owned(), (403, "permission_missing")),
    ] {
        let (status, code) = window.get(&giulia, &path).await.problem();
        assert_eq!((status, code.as_str()), expected, "{path}");
    }
    assert_eq!(window.engine.store().head_sequence().await.unwrap(), head, "nothing was stored");
}

async fn wrong_body_gets_a_stable_code(database: TestDatabase) {
    let window = Window::open(&database).await;
    let ines = window.browser_of(INES).await;
    let head = window.engine.store().head_sequence().await.unwrap();
    let mail = format!("/api/v1/channels/{}/mail", channel_id(1));
    let no_channel = format!("/api/v1/channels/{}/mail", channel_id(7));
    let json = Some("application/json");
    let order =
        |command: &str| format!("[{{\"id\":\"{}\",\"command\":{command}}}]", channel_id(5)).into_bytes();
    let orders = |count: usize| {
        let one = format!(
            "{{\"id\":\"{0}\",\"command\":{{\"type\":\"mark_read\",\"ticket\":\"{0}\"}}}}",
            channel_id(5)
        );
        format!("[{}]", vec![one; count].join(",")).into_bytes()
    };
    for (path, content_type, body, expected) in [
        ("/api/v1/commands", None, b"[]".to_vec(), (415, "json_expected")),
        ("/api/v1/commands", Some("text/plain"), b"[]".to_vec(), (415, "json_expected")),
        ("/api/v1/commands", json, b"".to_vec(), (400, "json_malformed")),
        ("/api/v1/commands", json, b"[{]".to_vec(), (400, "json_malformed")),
        ("/api/v1/commands", json, vec![0xff, 0xfe], (400, "json_malformed")),
        ("/api/v1/commands", json, b"{}".to_vec(), (422, "body_invalid")),
        ("/api/v1/commands", json, order("{\"type\":\"drop_tables\"}"), (422, "body_invalid")),
        ("/api/v1/commands", json, order("{\"type\":\"mark_read\",\"ticket\":\"1\"}"), (422, "body_invalid")),
        ("/api/v1/commands", json, orders(101), (422, "too_many_orders")),
        ("/api/v1/commands", json, vec![b' '; (1 << 20) + 1], (413, "body_too_large")),
        ("/api/v1/scope", json, b"[]".to_vec(), (422, "body_invalid")),
        ("/api/v1/session", json, b"{\"email\":\"x\",\"password\":\"\"}".to_vec(), (422, "body_invalid")),
        ("/api/v1/tokens", json, b"{\"name\":\"  \"}".to_vec(), (422, "token_name_missing")),
        (&mail, None, b"".to_vec(), (400, "mail_empty")),
        (&mail, None, vec![b'a'; (25 << 20) + 1], (413, "mail_too_large")),
        (&mail, None, vec![b'a'; (25 << 20) + 2], (413, "mail_too_large")),
        (&no_channel, None, b"Subject: x\r\n\r\ny".to_vec(), (404, "channel_not_found")),
    ] {
        let mut asked = request(&ines, Method::POST, path, Body::from(body));
        if let Some(content_type) = content_type {
            asked.headers_mut().insert(CONTENT_TYPE, content_type.parse().unwrap());
        }
        let (status, code) = window.send(asked).await.problem();
        assert_eq!((status, code.as_str()), expected, "{path}");
    }
    assert_eq!(window.engine.store().head_sequence().await.unwrap(), head, "nothing was stored");
}

async fn wrong_method_says_which_are_right(database: TestDatabase) {
    let window = Window::open(&database).await;
    let ines = window.browser_of(INES).await;
    for path in ["/api/v1/tickets", "/api/v1/commands", "/api/v1/session", "/api/openapi.json"] {
        let answer = window.send(request(&ines, Method::PUT, path, Body::empty())).await;
        assert_eq!(answer.problem(), (405, "method_not_allowed".to_owned()), "{path}");
        assert!(answer.headers.contains_key("allow"), "{path}");
    }
    let answer = window.send(request(&ines, Method::POST, "/tickets/1", Body::empty())).await;
    assert_eq!(answer.problem().0, 405);
    assert_eq!(window.get(&ines, "/healthz").await.status, StatusCode::OK);
}
