//! Reads formatted text from elements: from those of the editor, and from those that are pasted. Whatever is there, no
//! more is taken than formatted text knows: no style, no script, no picture.

use sportello_domain::formatted::{FormattedText, Line, LineKind, Span, is_allowed_link};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::draw::{BEHIND_CODE, EDITED_CODE};

/// What becomes of the spaces between words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spaces {
    /// Each is one, as in the editor.
    Kept,
    /// Those that follow each other are one, as on a page.
    Folded,
}

/// How deep elements are looked into. What is deeper nobody wrote.
const DEEPEST: usize = 200;

/// Reads what an element holds.
pub fn read(root: &Element, spaces: Spaces) -> FormattedText {
    let mut reader = Reader { lines: Vec::new(), line: None, gap: false, spaces };
    let list = LineKind::Bullet;
    let look = Look { kind: LineKind::Paragraph, list, span: Span::default(), spaces, depth: 0 };
    reader.read_children(root, &look);
    reader.end_line();
    FormattedText::of_lines(reader.lines)
}

/// How what stands at some place looks.
#[derive(Clone)]
struct Look {
    kind: LineKind,
    /// Of what kind the entries of the innermost list are.
    list: LineKind,
    span: Span,
    spaces: Spaces,
    depth: usize,
}

struct Reader {
    lines: Vec<Line>,
    /// The line that is being read, once it has begun.
    line: Option<Line>,
    /// Whether a paragraph stands before that keeps its distance from the next.
    gap: bool,
    spaces: Spaces,
}

impl Reader {
    fn read_children(&mut self, node: &Node, look: &Look) {
        let mut child = node.first_child();
        while let Some(node) = child {
            if let Some(element) = node.dyn_ref::<Element>() {
                self.read_element(element, look);
            } else if node.node_type() == Node::TEXT_NODE {
                self.read_text(&node.node_value().unwrap_or_default(), look);
            }
            child = node.next_sibling();
        }
    }

    fn read_element(&mut self, element: &Element, around: &Look) {
        let name = element.tag_name().to_ascii_lowercase();
        if holds_no_text(&name) || DEEPEST < around.depth {
            return;
        }
        let mut look = Look { depth: around.depth + 1, ..around.clone() };
        let class = element.get_attribute("class").unwrap_or_default();
        match name.as_str() {
            "br" => {
                self.begin_line(around);
                return self.end_line();
            }
            "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => look.span.bold = true,
            "i" | "em" | "cite" | "dfn" | "var" => look.span.italic = true,
            "code" | "kbd" | "samp" | "tt" => look.span.code = true,
            "a" => {
                let address = element.get_attribute("href").unwrap_or_default();
                look.span.link = Some(address.trim().to_owned()).filter(|address| is_allowed_link(address));
            }
            "ul" => look.list = LineKind::Bullet,
            "ol" => look.list = LineKind::Number,
            "li" => look.kind = look.list,
            "blockquote" => look.kind = LineKind::Quote,
            "pre" => (look.kind, look.spaces) = (LineKind::Code, Spaces::Kept),
            EDITED_CODE if self.spaces == Spaces::Kept => look.kind = LineKind::Code,
            // What Word makes of a list.
            "p" if class.starts_with("MsoListParagraph") => look.kind = LineKind::Bullet,
            // The cells of a row stand beside each other.
            "td" | "th" => {
                if let Some(line) = &mut self.line {
                    line.spans.push(Span::plain("\t"));
                }
            }
            _ => {}
        }
        // In the editor a style is what the browser has tried and the page's policy does not allow.
        if self.spaces == Spaces::Folded
            && !take_style(&mut look, &element.get_attribute("style").unwrap_or_default())
        {
            return;
        }
        let is_block = is_block(&name);
        if is_block {
            self.end_line();
        }
        self.read_children(element, &look);
        if is_block {
            self.end_line();
        }
        // Word's paragraphs stand as closely as lines.
        if is_paragraph(&name) && around.spaces == Spaces::Folded && !class.starts_with("Mso") {
            self.gap = true;
        }
    }

    fn read_text(&mut self, text: &str, look: &Look) {
        let is_folded = |letter: char| look.spaces == Spaces::Folded && letter.is_ascii_whitespace();
        let last = self.line.as_ref().and_then(|line| line.spans.last());
        let mut after_space = last.is_none_or(|span| span.text.ends_with([' ', '\t']));
        let mut taken = String::with_capacity(text.len());
        for letter in text.chars().filter(|letter| *letter != BEHIND_CODE) {
            let folded = is_folded(letter);
            if !(folded && after_space) {
                taken.push(if folded || letter == '\u{a0}' { ' ' } else { letter });
            }
            after_space = folded;
        }
        if !taken.is_empty() {
            self.begin_line(look).spans.push(Span { text: taken, ..look.span.clone() });
        }
    }

    fn begin_line(&mut self, look: &Look) -> &mut Line {
        if self.line.is_none() && std::mem::take(&mut self.gap) && look.kind == LineKind::Paragraph {
            self.lines.push(Line::default());
        }
        self.line.get_or_insert_with(|| Line { kind: look.kind, spans: Vec::new() })
    }

    fn end_line(&mut self) {
        let Some(mut line) = self.line.take() else { return };
        if let Some(last) = line.spans.last_mut() {
            // Neither the last break of a piece of code nor the last space of a line is seen.
            let unseen = match self.spaces {
                Spaces::Folded if line.kind != LineKind::Code => ' ',
                Spaces::Folded | Spaces::Kept => '\n',
            };
            if last.text.ends_with(unseen) {
                last.text.pop();
            }
        }
        self.lines.push(line);
    }
}

/// Takes from a style what formatted text knows. Returns whether what has the style is there to be read.
fn take_style(look: &mut Look, style: &str) -> bool {
    let style: String = style.split_whitespace().collect::<String>().to_ascii_lowercase();
    let is = |declaration: &str| style.contains(declaration);
    let weight = style.split("font-weight:").nth(1).unwrap_or_default();
    if weight.starts_with(['6', '7', '8', '9']) || weight.starts_with("bold") {
        look.span.bold = true;
    } else if weight.starts_with(['3', '4', '5']) || weight.starts_with("normal") {
        look.span.bold = false;
    }
    if is("font-style:italic") {
        look.span.italic = true;
    } else if is("font-style:normal") {
        look.span.italic = false;
    }
    if is("white-space:pre") {
        look.spaces = Spaces::Kept;
    }
    !is("display:none") && !is("mso-list:ignore")
}

/// Whether what an element holds is not there to be read.
fn holds_no_text(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "head"
            | "title"
            | "template"
            | "noscript"
            | "object"
            | "iframe"
            | "svg"
            | "math"
            | "textarea"
            | "select"
            | "button"
            | "audio"
            | "video"
            | "canvas"
            | "xml"
    )
}

fn is_block(name: &str) -> bool {
    is_paragraph(name)
        || matches!(
            name,
            "div"
                | "li"
                | "ul"
                | "ol"
                | "blockquote"
                | "pre"
                | "table"
                | "tr"
                | "section"
                | "article"
                | "header"
                | "footer"
                | "main"
                | "aside"
                | "nav"
                | "address"
                | "dl"
                | "dt"
                | "dd"
                | "figure"
                | "figcaption"
                | "form"
                | "hr"
                | "details"
                | "summary"
                | "caption"
        )
}

/// Whether a page leaves a gap after it.
fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
