//! The field in which formatted text is written. The browser edits it, so that undoing, dictating and checking of
//! spelling work as everywhere; what stands in it is read into the domain's value after each change.

pub mod draw;
pub mod read;
pub mod tools;

use leptos::ev::{ClipboardEvent, InputEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use sportello_domain::formatted::{FormattedText, LineKind};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DomParser, Element, HtmlDocument, Range, Selection, SupportedType};

use self::draw::{BEHIND_CODE, EDITED_CODE, Purpose, draw};
use self::read::{Spaces, read};

/// What can be done to what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Bold letters.
    Bold,
    /// Italic letters.
    Italic,
    /// A list.
    Bullets,
    /// A numbered list.
    Numbers,
    /// Somebody else's words.
    Quote,
    /// Code: what is chosen in a line, else whole lines.
    Code,
    /// A link.
    Link,
}

impl Tool {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Bold, Self::Italic, Self::Bullets, Self::Numbers, Self::Quote, Self::Code, Self::Link];

    /// The tool of a key that is held with Ctrl. Digits go by their place on the keyboard, since the shift key makes
    /// other signs of them.
    fn of_key(event: &KeyboardEvent) -> Option<Self> {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return None;
        }
        match (event.shift_key(), event.key().to_lowercase().as_str(), event.code().as_str()) {
            (false, "b", _) => Some(Self::Bold),
            (false, "i", _) => Some(Self::Italic),
            (false, "e", _) => Some(Self::Code),
            (false, "k", _) => Some(Self::Link),
            (true, _, "Digit7") => Some(Self::Numbers),
            (true, _, "Digit8") => Some(Self::Bullets),
            (true, _, "Digit9") => Some(Self::Quote),
            _ => None,
        }
    }
}

/// The field, and what is done in it.
#[derive(Clone, Copy)]
pub struct FormattedField {
    /// The element.
    pub root: NodeRef<html::Div>,
    /// The tools whose work is where the caret is.
    active: RwSignal<Vec<Tool>>,
    /// The address of the link that is being made, while it is.
    link: RwSignal<Option<String>>,
    /// What was chosen when the link was begun.
    chosen: StoredValue<Option<Range>, LocalStorage>,
}

impl FormattedField {
    /// A field that stands nowhere yet.
    pub fn new(root: NodeRef<html::Div>) -> Self {
        let (active, link) = (RwSignal::new(Vec::new()), RwSignal::new(None));
        Self { root, active, link, chosen: StoredValue::new_local(None) }
    }

    /// Shows a text, and each one that it becomes without being typed here.
    pub fn show(self, text: Memo<FormattedText>) {
        Effect::new(move |_| {
            let Some(root) = self.root.get() else { return };
            let text = text.read();
            if read(&root, Spaces::Kept) == *text {
                return;
            }
            draw(&root, &text, Purpose::Writing);
            if document().active_element().is_some_and(|focused| focused.is_same_node(Some(&root))) {
                put_caret_behind(&root);
            }
        });
    }

    /// What stands there.
    pub fn text(self) -> FormattedText {
        self.root.get_untracked().map_or_else(FormattedText::default, |root| read(&root, Spaces::Kept))
    }

    /// Takes the focus, behind what is written unless one was somewhere in it. Returns whether it is there.
    pub fn focus(self) -> bool {
        let Some(root) = self.root.get_untracked() else { return false };
        let inside = self.selection().is_some();
        let _ = root.focus();
        if !inside {
            put_caret_behind(&root);
        }
        true
    }

    /// Leaves the focus to nobody.
    pub fn blur(self) {
        if let Some(root) = self.root.get_untracked() {
            let _ = root.blur();
        }
    }

    /// What is chosen, where that is in the field.
    pub fn selection(self) -> Option<Selection> {
        let root = self.root.get_untracked()?;
        let selection = document().get_selection().ok()??;
        root.contains(selection.anchor_node().as_ref()).then_some(selection)
    }

    /// Looks what is done where the caret is.
    pub fn look(self) {
        if self.selection().is_none() {
            return;
        }
        let found: Vec<Tool> = Tool::ALL.into_iter().filter(|tool| self.is_active(*tool)).collect();
        if *self.active.read_untracked() != found {
            self.active.set(found);
        }
    }

    fn is_active(self, tool: Tool) -> bool {
        let is_on = |command| page().query_command_state(command).unwrap_or_default();
        match tool {
            Tool::Bold => is_on("bold"),
            Tool::Italic => is_on("italic"),
            Tool::Bullets => is_on("insertUnorderedList"),
            Tool::Numbers => is_on("insertOrderedList"),
            Tool::Quote => self.around("blockquote").is_some(),
            Tool::Code => self.around("section, code").is_some(),
            Tool::Link => self.around("a").is_some(),
        }
    }

    /// The innermost such element around the caret.
    fn around(self, selector: &str) -> Option<Element> {
        let node = self.selection()?.anchor_node()?;
        let element = node.dyn_into::<Element>().or_else(|node| node.parent_element().ok_or(node)).ok()?;
        let found = element.closest(selector).ok()??;
        let root = self.root.get_untracked()?;
        (root.contains(Some(&found)) && !found.is_same_node(Some(&root))).then_some(found)
    }

    /// Uses a tool on what is chosen.
    pub fn apply(self, tool: Tool) {
        if tool == Tool::Link {
            return self.begin_link();
        }
        self.focus();
        match tool {
            Tool::Bold => run("bold", ""),
            Tool::Italic => run("italic", ""),
            Tool::Bullets => run("insertUnorderedList", ""),
            Tool::Numbers => run("insertOrderedList", ""),
            Tool::Quote => self.turn_lines_into("blockquote"),
            Tool::Code => self.apply_code(),
            Tool::Link => {}
        }
        self.look();
    }

    /// Turns the chosen lines into such elements, or into ordinary lines where they are that.
    fn turn_lines_into(self, name: &str) {
        // A list is not also a quote or code.
        for (command, list) in [("insertUnorderedList", "ul"), ("insertOrderedList", "ol")] {
            if self.around(list).is_some() {
                run(command, "");
            }
        }
        run("formatBlock", if self.around(name).is_some() { "div" } else { name });
    }

    fn apply_code(self) {
        let chosen =
            self.selection().map(|selection| String::from(selection.to_string())).unwrap_or_default();
        if let Some(code) = self.around("code") {
            if let Some(selection) = self.selection() {
                let _ = selection.select_all_children(&code);
                run("removeFormat", "");
                let _ = selection.collapse_to_end();
            }
        } else if chosen.trim().is_empty() || chosen.contains('\n') || self.around(EDITED_CODE).is_some() {
            self.turn_lines_into(EDITED_CODE);
        } else if let Some(markup) = element_of("code", &chosen).map(|code| code.outer_html()) {
            run("insertHTML", &format!("{markup}{BEHIND_CODE}"));
        }
    }

    /// Does what a key asks for here. Returns whether it asks for anything.
    pub fn takes(self, event: &KeyboardEvent) -> bool {
        if let Some(tool) = Tool::of_key(event) {
            event.prevent_default();
            // The palette opens with the key of links everywhere else.
            event.stop_propagation();
            self.apply(tool);
            return true;
        }
        let leaves = event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() && !event.shift_key();
        let block = if leaves { self.around("blockquote, section") } else { None };
        let left = block.filter(|block| block.text_content().unwrap_or_default().trim().is_empty());
        if left.is_some() {
            // A second line break leaves a quote, as it leaves a list.
            event.prevent_default();
            run("formatBlock", "div");
            self.look();
        }
        left.is_some()
    }

    /// Takes what is pasted, down to what formatted text knows.
    pub fn on_paste(self, event: &ClipboardEvent) {
        if let Some(data) = event.clipboard_data().filter(|_| !event.default_prevented()) {
            event.prevent_default();
            self.insert(&data);
        }
    }

    /// Takes what comes otherwise than by typing, and lets nothing be formatted that would be lost.
    pub fn on_before_input(self, event: &InputEvent) {
        let kind = event.input_type();
        let known = ["formatBold", "formatItalic", "formatRemove"];
        if kind == "insertFromDrop" {
            event.prevent_default();
            if let Some(data) = event.data_transfer() {
                self.insert(&data);
            }
        } else if kind.starts_with("format") && !known.contains(&kind.as_str()) {
            event.prevent_default();
        }
    }

    fn insert(self, data: &DataTransfer) {
        let held = |kind| data.get_data(kind).unwrap_or_default();
        let plain = || FormattedText::from(held("text/plain").replace("\r\n", "\n"));
        let text = match formatted(&held("text/html")).filter(|text| !text.is_blank()) {
            Some(text) if self.around(EDITED_CODE).is_none() => text,
            Some(_) | None => plain(),
        };
        insert(&text);
        self.look();
    }

    /// Asks where a link shall lead.
    fn begin_link(self) {
        let Some(selection) = self.selection() else {
            self.focus();
            return self.link.set(Some(String::new()));
        };
        let here = self.around("a");
        if let Some(here) = here.as_ref().filter(|_| selection.is_collapsed()) {
            let _ = selection.select_all_children(here);
        }
        self.chosen.set_value(selection.get_range_at(0).ok());
        self.link.set(Some(here.and_then(|here| here.get_attribute("href")).unwrap_or_default()));
    }

    /// Ends asking: with an address there is a link, without one there is none any more.
    fn end_link(self, outcome: LinkOutcome) {
        self.link.set(None);
        self.focus();
        let chosen = self.chosen.try_update_value(Option::take).flatten();
        if let (Some(selection), Some(chosen)) = (self.selection(), chosen) {
            let _ = selection.remove_all_ranges();
            let _ = selection.add_range(&chosen);
        }
        let collapsed = self.selection().is_none_or(|selection| selection.is_collapsed());
        match outcome {
            LinkOutcome::Leads { address, said } if collapsed => {
                if let Some(link) =
                    element_of("a", &said).filter(|it| it.set_attribute("href", &address).is_ok())
                {
                    run("insertHTML", &link.outer_html());
                }
            }
            LinkOutcome::Leads { address, .. } => run("createLink", &address),
            LinkOutcome::Removed => run("unlink", ""),
            LinkOutcome::Left => {}
        }
        if let Some(selection) = self.selection() {
            let _ = selection.collapse_to_end();
        }
        self.look();
    }
}

/// How it ended when somebody was asked where a link shall lead.
enum LinkOutcome {
    /// There.
    Leads {
        /// The address.
        address: String,
        /// As it was typed.
        said: String,
    },
    /// Nowhere any more.
    Removed,
    /// It stays as it was.
    Left,
}

/// What is formatted in some HTML. It is parsed into a page of its own, in which nothing runs and nothing is loaded.
fn formatted(html: &str) -> Option<FormattedText> {
    if html.is_empty() {
        return None;
    }
    let page = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
    Some(read(page.body()?.as_ref(), Spaces::Folded))
}

/// Inserts a text in the place of what is chosen, so that it can be undone.
fn insert(text: &FormattedText) {
    let first = text.lines().first();
    if text.is_plain() && text.lines().len() == 1 {
        return run("insertText", &text.to_text());
    }
    let Ok(place) = document().create_element("div") else { return };
    draw(&place, text, Purpose::Writing);
    let one = first.is_some_and(|line| line.kind == LineKind::Paragraph) && text.lines().len() == 1;
    let within = if one { place.first_element_child() } else { None };
    run("insertHTML", &within.unwrap_or(place).inner_html());
}

fn put_caret_behind(root: &Element) {
    if let Ok(Some(selection)) = document().get_selection()
        && selection.select_all_children(root).is_ok()
    {
        let _ = selection.collapse_to_end();
    }
}

/// An element with a text in it.
fn element_of(name: &str, text: &str) -> Option<Element> {
    let element = document().create_element(name).ok()?;
    element.set_text_content(Some(text));
    Some(element)
}

fn page() -> HtmlDocument {
    document().unchecked_into()
}

/// Lets the browser edit. Whatever comes of it, what stands there is read again.
pub fn run(command: &str, value: &str) {
    let _ = page().exec_command_with_show_ui_and_value(command, false, value);
}
