//! The OpenAPI 3.1 document, made from the handlers and the wire types themselves.

use sportello_domain::filter::{NumberTest, TextTest, TimeTest};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What the document says beside the calls.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sportello",
        description = "The API of a Sportello desk. Whatever changes something is an order, given by \
            `POST /api/v1/commands`; everything else reads. Errors are problem details (RFC 9457) with \
            stable codes. People go by the session cookie, programs by `Authorization: Bearer`.",
    ),
    tags(
        (name = "session", description = "Signing in and out."),
        (name = "tokens", description = "How programs are let in."),
        (name = "setup", description = "The configuration."),
        (name = "orders", description = "The one way in."),
        (name = "tickets", description = "Reading tickets."),
        (name = "contacts", description = "Reading contacts, companies and deals."),
        (name = "conversations", description = "Reading conversations."),
        (name = "mail", description = "Handing in mail, and what became of it."),
        (name = "live", description = "What happens, as it happens."),
        (name = "desk", description = "The desk itself."),
    ),
    security(("session" = []), ("token" = [])),
    // Conditions of filters, which are not followed since filters nest.
    components(schemas(TextTest, NumberTest, TimeTest)),
    modifiers(&Credentials),
)]
pub struct Document;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let cookie = ApiKeyValue::with_description("__Host-sportello", "Set by POST /api/v1/session.");
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}
