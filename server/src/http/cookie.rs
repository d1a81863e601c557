//! The cookie that carries a session's secret.
//!
//! `__Host-` makes a browser refuse it from any other host and over plain HTTP, so that no
//! neighbour can plant one (RFC 6265bis, 4.1.3.2). On plain HTTP elsewhere than on the machine
//! itself browsers would drop it; there it goes without the prefix (docs/decisions/0015).

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName};
use chrono::TimeDelta;
use cookie::{Cookie, SameSite};

use super::origin;

const SECURE: &str = "__Host-sportello";
const PLAIN: &str = "sportello";

/// The secret that a request carries, where it carries one. The protected cookie wins.
pub fn secret(headers: &HeaderMap) -> Option<String> {
    let named = |name: &str| {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .find(|cookie| cookie.name() == name)
            .map(|cookie| cookie.value().to_owned())
    };
    named(SECURE).or_else(|| named(PLAIN))
}

/// The header that gives a browser the secret to keep, by the way on which the request came.
pub fn keep(headers: &HeaderMap, secret: &str, lifetime: TimeDelta) -> [(HeaderName, String); 1] {
    let secure = origin::keeps_secure_cookies(headers);
    let age = cookie::time::Duration::seconds(lifetime.num_seconds());
    [(SET_COOKIE, written(if secure { SECURE } else { PLAIN }, secret, secure, age))]
}

/// The headers that make a browser forget the secret, by whichever name it knows it.
pub fn forget() -> [(HeaderName, String); 2] {
    let gone = cookie::time::Duration::ZERO;
    [(SET_COOKIE, written(SECURE, "", true, gone)), (SET_COOKIE, written(PLAIN, "", false, gone))]
}

fn written(name: &str, value: &str, secure: bool, age: cookie::time::Duration) -> String {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .max_age(age)
        .build()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn protected_cookie_wins_over_one_that_a_neighbour_could_plant() {
        let both = headers(&[("cookie", "sportello=planted; theme=dark; __Host-sportello=own")]);
        assert_eq!(secret(&both).as_deref(), Some("own"));
        assert_eq!(secret(&headers(&[("cookie", "sportello=plain")])).as_deref(), Some("plain"));
        assert_eq!(secret(&headers(&[("cookie", "theme=dark")])), None);
    }

    #[test]
    fn cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let lifetime = TimeDelta::days(14);
        let [(_, on_https)] = keep(&headers(&[("origin", "https://desk.example")]), "abc", lifetime);
        assert_eq!(
            on_https,
            "__Host-sportello=abc; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=1209600"
        );
        let [(_, on_http)] = keep(&headers(&[("host", "desk.example")]), "abc", lifetime);
        assert_eq!(on_http, "sportello=abc; HttpOnly; SameSite=Strict; Path=/; Max-Age=1209600");
    }
}
