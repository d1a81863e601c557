//! A mail's HTML as it is shown: sanitised on the way out, never on the way in, so that what came is
//! kept and a better sanitiser reaches old mails too.
//!
//! This is one of three layers. The others are the page's own policy (`default-src 'none'`) and the
//! sandboxed frame, so a hole in one is not a hole.

mod allowed;
mod quoted;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ammonia::{Builder, UrlRelative};
use sportello_domain::formatted::FormattedText;
use sportello_domain::id::AttachmentId;
use sportello_domain::message::Body;

use super::parse::is_nested_too_deeply;

/// Whether pictures from elsewhere are loaded. Whoever sent them learns when and where the mail is
/// read, so they are not, until somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoteImages {
    /// They are left out and counted.
    Blocked,
    /// They are loaded over HTTPS or HTTP.
    Loaded,
}

/// The files that a mail's HTML may show, by their content ids.
pub type InlineFiles = BTreeMap<String, AttachmentId>;

/// A message as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownMessage {
    /// A whole HTML document. Its `body` carries the count too, as `data-blocked-images`.
    pub document: String,
    /// How many pictures were left out.
    pub blocked_images: usize,
}

/// Makes a document of what a message says: of its HTML, or of its text when it has none or when the
/// HTML is nested so deeply that nobody could read it.
pub fn show(body: &Body, files: &InlineFiles, images: RemoteImages) -> ShownMessage {
    let (content, blocked_images) = match body.html.as_deref() {
        Some(html) if !is_nested_too_deeply(html) => {
            let (clean, blocked_images) = sanitise(html, files, images);
            (quoted::fold(&clean), blocked_images)
        }
        Some(_) | None => (written(body), 0),
    };
    ShownMessage { document: page(&content, blocked_images), blocked_images }
}

/// What has no HTML of its own: what was written here, with its formatting, else a plain text.
fn written(body: &Body) -> String {
    let formatted = body.formatted.as_ref().map(FormattedText::to_html);
    formatted.unwrap_or_else(|| format!("<div class=\"text\">{}</div>", escape(&body.text)))
}

/// The harmless part of some HTML, and how many pictures were left out.
///
/// Doing it again changes nothing but the order of attributes.
pub fn sanitise(html: &str, files: &InlineFiles, images: RemoteImages) -> (String, usize) {
    let blocked = Arc::new(AtomicUsize::new(0));
    let filter = {
        let blocked = Arc::clone(&blocked);
        let files = files.clone();
        move |element: &str, attribute: &str, value: &str| match (element, attribute) {
            ("img", "src") => picture(value, &files, images, &blocked),
            ("a", "href") => link(value),
            (_, "style") => Some(without_functions(value)),
            _ => Some(value.to_owned()),
        }
    };
    let clean = Builder::empty()
        .tags(allowed::TAGS.iter().copied().collect())
        .clean_content_tags(allowed::TAGS_WITHOUT_CONTENT.iter().copied().collect())
        .generic_attributes(allowed::ATTRIBUTES.iter().copied().collect())
        .tag_attributes(allowed::attributes_of_tags())
        .filter_style_properties(allowed::STYLES.iter().copied().collect())
        .url_schemes(["http", "https", "mailto", "tel", "cid", "data"].into())
        .url_relative(UrlRelative::PassThrough) // Only what the filter lets through.
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(move |element, attribute, value| filter(element, attribute, value).map(Cow::Owned))
        .clean(html)
        .to_string();
    // A byte order mark in the middle is no longer that once what stood before it is gone: a parser
    // would take it away.
    let clean = clean.trim_start_matches('\u{feff}').to_owned();
    (clean, blocked.load(Ordering::Relaxed))
}

/// Where a picture comes from: from the mail itself, or from elsewhere when that is allowed.
fn picture(source: &str, files: &InlineFiles, images: RemoteImages, blocked: &AtomicUsize) -> Option<String> {
    let source = source.trim();
    if let Some(id) = without_scheme(source, "cid:") {
        return file_named(id, files).map(path_of);
    }
    if files.values().any(|file| path_of(*file) == source) {
        return Some(source.to_owned());
    }
    let harmless_data = ["image/png", "image/jpeg", "image/gif", "image/webp"]
        .iter()
        .any(|kind| without_scheme(source, "data:").is_some_and(|data| is_of_type(data, kind)));
    if harmless_data {
        return Some(source.to_owned());
    }
    let remote = ["https:", "http:"].iter().any(|scheme| without_scheme(source, scheme).is_some());
    match images {
        RemoteImages::Loaded if remote => Some(source.to_owned()),
        RemoteImages::Blocked if remote => {
            blocked.fetch_add(1, Ordering::Relaxed);
            None
        }
        RemoteImages::Loaded | RemoteImages::Blocked => None,
    }
}

/// Where a link may lead. Not into this site, and nowhere that runs or downloads anything by itself.
fn link(target: &str) -> Option<String> {
    let target = target.trim();
    let known = ["https:", "http:", "mailto:", "tel:"];
    known.iter().any(|scheme| without_scheme(target, scheme).is_some()).then(|| target.to_owned())
}

/// The declarations of a `style` without those that call anything but a colour or a sum: a function
/// can load something, and in old programs run something.
fn without_functions(style: &str) -> String {
    let harmless = ["rgb", "rgba", "hsl", "hsla", "calc"];
    let calls_only_harmless = |declaration: &&str| {
        let mut before_brackets = declaration.split('(');
        before_brackets.next_back(); // What follows the last bracket calls nothing.
        before_brackets.all(|before| {
            let name = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            harmless.iter().any(|harmless| name.eq_ignore_ascii_case(harmless))
        })
    };
    style.split(';').filter(calls_only_harmless).collect::<Vec<_>>().join(";")
}

/// The rest of an address with this scheme, in any case.
fn without_scheme<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let start = address.get(..scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then(|| address.get(scheme.len()..)).flatten()
}

fn is_of_type(data: &str, kind: &str) -> bool {
    without_scheme(data, kind).is_some_and(|rest| rest.starts_with([';', ',']))
}

/// The file with this content id, which may be percent-encoded (RFC 2392).
fn file_named(id: &str, files: &InlineFiles) -> Option<AttachmentId> {
    files.get(id).or_else(|| files.get(&id.replace("%40", "@"))).copied()
}

/// Where the server serves a file.
fn path_of(file: AttachmentId) -> String {
    format!("/api/v1/attachments/{file}")
}

/// Text that can stand between tags.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What every message stands on: white paper, since senders choose their colours for it.
const STYLE: &str = "\
:root{color-scheme:light}\
html{background:#fff}\
body{margin:0;padding:12px 16px;background:#fff;color:#1c1d21;\
font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\
.text{white-space:pre-wrap}\
img{max-width:100%;height:auto}\
img:not([src]){display:inline-block;min-width:24px;min-height:16px;padding:0 4px;\
border:1px dashed #8a8d98;color:#5c5f6a;font-size:12px}\
table{max-width:100%}\
pre{white-space:pre-wrap}\
blockquote{margin:8px 0;padding-left:12px;border-left:3px solid #d5d7de;color:#4a4d57}\
a{color:#2451b2}\
summary{display:inline-block;padding:0 8px;border:1px solid #d5d7de;border-radius:99px;\
background:#f2f3f5;color:#4a4d57;font-size:12px;line-height:18px;cursor:pointer;list-style:none}\
summary::-webkit-details-marker{display:none}";

fn page(content: &str, blocked_images: usize) -> String {
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"referrer\" content=\"no-referrer\"><title></title><style>{STYLE}</style></head>\
         <body data-blocked-images=\"{blocked_images}\">{content}</body></html>"
    )
}
