//! The app's files: what `cargo xtask app` makes of `web/`, carried inside the server.
//!
//! A debug build reads them from disk, so that a new build of the app needs no new build of the
//! server. Without them the desk still answers its API; the page then says how to build the app.
//!
//! Beside a file may stand its brotli form, `name.br`, made with the app: a server that compressed
//! them itself would do so at each start, for seconds, on the processor that orders wait for.

use std::borrow::Cow;
use std::fmt::Write as _;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::problem::{ErrorCode, Failure};

/// What was built.
#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct App;

/// The page that starts the app.
const INDEX: &str = "index.html";

/// What the page says where there is no app.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sportello</title>\
    <p>This server was built without the app: run <code>cargo xtask run</code>, or \
    <code>cargo xtask app</code> and build the server again.</p></html>";

/// Answers what no route of the API does: a file of the app, or else the page itself, since the
/// app's own addresses are known to the app only. What is under `/api/` is not the app's.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Failure::from(ErrorCode::NothingHere).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Failure::from(ErrorCode::MethodNotAllowed).into_response();
    }
    if let Some(file) = App::get(path).filter(|_| path != INDEX) {
        return answer(path, file, &headers);
    }
    // A file that is gone is not a page: an old page that asks for it must see that.
    if path.rsplit('/').next().is_some_and(|name| name.contains('.')) && path != INDEX {
        return Failure::from(ErrorCode::NothingHere).into_response();
    }
    if let Some(file) = App::get(INDEX) {
        return answer(INDEX, file, &headers);
    }
    let content_type = HeaderValue::from_static("text/html; charset=utf-8");
    (StatusCode::SERVICE_UNAVAILABLE, [(CONTENT_TYPE, content_type)], NOT_BUILT).into_response()
}

fn answer(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", hexadecimal(&file.metadata.sha256_hash()));
    let caching = if is_named_by_content(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let unchanged = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else if let Some(small) = takes_brotli(headers).then(|| App::get(&format!("{path}.br"))).flatten() {
        let mut response = body(small);
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        response
    } else {
        body(file)
    };
    let media_type = mime_guess::from_path(path).first_or_octet_stream();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, value);
    }
    if let Ok(value) = HeaderValue::from_str(media_type.as_ref()) {
        headers.insert(CONTENT_TYPE, value);
    }
    response
}

fn body(file: EmbeddedFile) -> Response {
    Response::new(Body::from(match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }))
}

/// Whether the file stands in a folder that is named by a hash of what is in it: then a changed file has
/// another address, and a browser may keep this one for ever.
fn is_named_by_content(path: &str) -> bool {
    path.split_once('/')
        .is_some_and(|(folder, _)| folder.len() == 16 && folder.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|accepted| {
        accepted.split(',').any(|encoding| {
            let (name, parameters) = encoding.split_once(';').unwrap_or((encoding, ""));
            name.trim() == "br" && parameters.replace(' ', "") != "q=0"
        })
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_folder_named_by_its_content_lets_a_browser_keep_a_file() {
        for (path, expected) in [
            ("3f9a6d0c1b2e4f58/app.js", true),
            ("3f9a6d0c1b2e4f58/app_bg.wasm", true),
            ("3f9a6d0c1b2e4f58", false),
            ("3f9a6d0c/start.js", false),
            ("snippets/3f9a6d0c1b2e4f58/inline0.js", false),
            ("index.html", false),
        ] {
            assert_eq!(is_named_by_content(path), expected, "{path}");
        }
    }

    #[test]
    fn brotli_is_sent_to_who_takes_it_only() {
        for (accepted, expected) in
            [("gzip, deflate, br, zstd", true), ("br;q=0.5", true), ("br; q=0", false), ("gzip", false)]
        {
            let headers = [(ACCEPT_ENCODING, accepted.parse().unwrap())].into_iter().collect();
            assert_eq!(takes_brotli(&headers), expected, "{accepted}");
        }
    }
}
