//! Where a request comes from: whether a page of ours sent it, and whether it travels in the open.
//!
//! A browser adds the cookie to whatever reaches us, also to what a foreign page sends. So a request
//! that changes something and counts on the cookie must show that one of our own pages sent it.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};

/// What a request says of the page that sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// One of our own pages.
    OwnPage,
    /// Another site's page, or another page of our site's neighbours.
    ForeignPage,
    /// No page: a program, which sends neither header.
    Unknown,
}

/// Who sent a request, by `Sec-Fetch-Site` (Fetch Metadata), which no page can forge, or else by
/// `Origin`: on plain HTTP browsers send only that.
pub fn sender(headers: &HeaderMap) -> Sender {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin"), _) => Sender::OwnPage,
        (None, Some(origin)) if same_host(origin, text("host")) => Sender::OwnPage,
        (Some(_), _) | (None, Some(_)) => Sender::ForeignPage,
        (None, None) => Sender::Unknown,
    }
}

fn same_host(origin: &str, host: Option<&str>) -> bool {
    let origin_host = origin.split_once("://").map(|(_, host)| host);
    origin_host.is_some() && origin_host == host
}

/// Whether a browser keeps a cookie that is `Secure`: over HTTPS, and on the machine itself.
///
/// Chromium and Firefox take such cookies on loopback over plain HTTP as well. Elsewhere on plain
/// HTTP they drop them, and nobody could sign in.
pub fn keeps_secure_cookies(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let over_https = text(header::ORIGIN).is_some_and(|origin| origin.starts_with("https://"));
    over_https || text(header::HOST).is_some_and(is_loopback)
}

fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn own_page_is_known_by_what_the_browser_says() {
        for (pairs, expected) in [
            (vec![("sec-fetch-site", "same-origin")], Sender::OwnPage),
            (vec![("sec-fetch-site", "same-site")], Sender::ForeignPage),
            (vec![("sec-fetch-site", "cross-site")], Sender::ForeignPage),
            (vec![("sec-fetch-site", "none")], Sender::ForeignPage),
            (vec![("origin", "http://desk.example:8080"), ("host", "desk.example:8080")], Sender::OwnPage),
            (
                vec![("origin", "http://desk.example:8081"), ("host", "desk.example:8080")],
                Sender::ForeignPage,
            ),
            (vec![("origin", "https://evil.example"), ("host", "desk.example")], Sender::ForeignPage),
            (vec![("origin", "null"), ("host", "desk.example")], Sender::ForeignPage),
            (vec![("origin", "null"), ("host", "null")], Sender::ForeignPage),
            // A foreign page cannot take this header away, so it wins.
            (
                vec![("sec-fetch-site", "cross-site"), ("origin", "http://a.example"), ("host", "a.example")],
                Sender::ForeignPage,
            ),
            (vec![("host", "desk.example")], Sender::Unknown),
        ] {
            assert_eq!(sender(&headers(&pairs)), expected, "{pairs:?}");
        }
    }

    #[test]
    fn secure_cookies_need_https_or_loopback() {
        for (pairs, expected) in [
            (vec![("host", "127.0.0.1:8080")], true),
            (vec![("host", "localhost")], true),
            (vec![("host", "[::1]:8080")], true),
            (vec![("host", "desk.example"), ("origin", "https://desk.example")], true),
            (vec![("host", "desk.example"), ("origin", "http://desk.example")], false),
            (vec![("host", "192.0.2.7:8080")], false),
            (vec![("host", "localhost.evil.example")], false),
            (vec![], false),
        ] {
            assert_eq!(keeps_secure_cookies(&headers(&pairs)), expected, "{pairs:?}");
        }
    }
}
