//! The headers that every answer carries: what a browser may do with our pages (quality: security).

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// The policy of the app's own pages: everything from here, nothing inline, no other origin.
/// WebAssembly needs `wasm-unsafe-eval`; it does not allow JavaScript's `eval`.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; manifest-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The policy of a customer's message: no script at all, shown in a frame of the app only. Links
/// open in a window of their own, outside the sandbox.
pub const MESSAGE_POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; \
     sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'self'";

/// The same once the reader asked for the images of other origins.
pub const MESSAGE_WITH_REMOTE_IMAGES_POLICY: &str = "default-src 'none'; img-src 'self' data: http: https:; \
     style-src 'unsafe-inline'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The policy of a file that somebody sent.
pub const FILE_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// What nobody's answer overrides a stricter or wider policy of a handler with: each is set where
/// the handler set none. Answers are not kept by anybody unless the handler says so.
const EVERYWHERE: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, PAGE_POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (CACHE_CONTROL, "no-store"),
];

/// Adds the headers to an answer.
pub async fn add(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    complete(response.headers_mut());
    response
}

fn complete(headers: &mut HeaderMap) {
    for (name, value) in EVERYWHERE {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
