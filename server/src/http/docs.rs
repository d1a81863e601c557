//! The page to try the API, at `/api/docs`. It is made from the OpenAPI document in the browser and
//! brings nothing from elsewhere, so it works under the same policy as the app.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{MethodRouter, get};

/// The page and its two files.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/api/docs", file("text/html; charset=utf-8", include_str!("docs/index.html")))
        .route("/api/docs/docs.js", file("text/javascript; charset=utf-8", include_str!("docs/docs.js")))
        .route("/api/docs/docs.css", file("text/css; charset=utf-8", include_str!("docs/docs.css")))
}

fn file<S: Clone + Send + Sync + 'static>(
    content_type: &'static str,
    content: &'static str,
) -> MethodRouter<S> {
    get(async move || ([(CONTENT_TYPE, content_type)], content))
}
