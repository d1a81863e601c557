//! Draws formatted text: makes elements of it, and never reads markup that somebody typed.

use leptos::html;
use leptos::prelude::*;
use sportello_domain::formatted::{FormattedText, Line, LineKind, Span, is_allowed_link};
use sportello_domain::id::UserId;
use sportello_domain::mention::named;
use wasm_bindgen::JsValue;
use web_sys::{Element, Node};

/// What a line of code is in the editor. The browser splits it into two when one goes on typing, as it does not with
/// what code is elsewhere.
pub const EDITED_CODE: &str = "section";

/// What stands behind code in a line, so that one can go on typing there. It has no width and is never read.
pub const BEHIND_CODE: char = '\u{feff}';

/// For what a text is drawn.
#[derive(Clone, Copy, Debug)]
pub enum Purpose<'a> {
    /// It is edited.
    Writing,
    /// It is read; the names of these colleagues are set apart.
    Reading(&'a [(UserId, String)]),
}

/// Shows formatted text.
#[component]
pub fn Formatted(
    /// The text.
    text: FormattedText,
    /// The colleagues whom it mentions.
    names: Vec<(UserId, String)>,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    place.on_load(move |place| draw(&place, &text, Purpose::Reading(&names)));
    view! { <div class="hd-formatted" node_ref=place></div> }
}

/// Draws a text in an element, in the place of what was there.
pub fn draw(root: &Element, text: &FormattedText, purpose: Purpose<'_>) {
    root.set_text_content(None);
    // Fails for nothing that is made here.
    let _ = draw_blocks(root, text, purpose);
}

fn draw_blocks(root: &Element, text: &FormattedText, purpose: Purpose<'_>) -> Result<(), JsValue> {
    for (kind, lines) in text.blocks() {
        let (block, line_name) = match (kind, purpose) {
            (LineKind::Paragraph, _) => (None, "div"),
            (LineKind::Bullet, _) => (Some("ul"), "li"),
            (LineKind::Number, _) => (Some("ol"), "li"),
            // One for each line, as the browser makes them when one goes on typing.
            (LineKind::Quote, Purpose::Writing) => (None, "blockquote"),
            (LineKind::Code, Purpose::Writing) => (None, EDITED_CODE),
            (LineKind::Quote, Purpose::Reading(_)) => (Some("blockquote"), "div"),
            (LineKind::Code, Purpose::Reading(_)) => {
                let letters =
                    |line: &Line| line.spans.iter().map(|span| span.text.as_str()).collect::<String>();
                let code: Vec<String> = lines.iter().map(letters).collect();
                append_text(&append(root, "pre")?, &code.join("\n"))?;
                continue;
            }
        };
        let parent = match block {
            Some(block) => append(root, block)?,
            None => root.clone(),
        };
        for line in lines {
            draw_line(&append(&parent, line_name)?, line, purpose)?;
        }
    }
    Ok(())
}

fn draw_line(place: &Element, line: &Line, purpose: Purpose<'_>) -> Result<(), JsValue> {
    if line.spans.is_empty() {
        append(place, "br")?; // Without it the line has no height.
    }
    for span in &line.spans {
        draw_span(place, span, purpose)?;
    }
    Ok(())
}

fn draw_span(place: &Element, span: &Span, purpose: Purpose<'_>) -> Result<(), JsValue> {
    let mut place = place.clone();
    if let Some(address) = span.link.as_deref().filter(|address| is_allowed_link(address)) {
        place = append(&place, "a")?;
        for (name, value) in [("href", address), ("target", "_blank"), ("rel", "noopener noreferrer")] {
            place.set_attribute(name, value)?;
        }
    }
    for (is_marked, name) in [(span.bold, "b"), (span.italic, "i"), (span.code, "code")] {
        if is_marked {
            place = append(&place, name)?;
        }
    }
    let names = match purpose {
        Purpose::Writing => &[],
        Purpose::Reading(names) => names,
    };
    let mut rest = 0;
    for called in named(&span.text, names.iter().map(|(user, name)| (*user, name.as_str()))) {
        // Somebody else of the same name stands there already.
        if let (Some(before), Some(name)) =
            (span.text.get(rest..called.at.start), span.text.get(called.at.clone()))
        {
            append_text(&place, before)?;
            let mention = append(&place, "span")?;
            mention.set_class_name("hd-mention");
            append_text(&mention, name)?;
            rest = called.at.end;
        }
    }
    append_text(&place, span.text.get(rest..).unwrap_or_default())
}

fn append(place: &Element, name: &str) -> Result<Element, JsValue> {
    let element = document().create_element(name)?;
    place.append_child(&element)?;
    Ok(element)
}

fn append_text(place: &Element, text: &str) -> Result<(), JsValue> {
    if !text.is_empty() {
        let text: Node = document().create_text_node(text).into();
        place.append_child(&text)?;
    }
    Ok(())
}
