//! A customer's letter as it comes over the wire: a raw RFC 5322 message, with quotes, pictures and files as mail
//! programs write them.

use chrono::{DateTime, Utc};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::message_id::MessageId;
use mail_builder::mime::MimePart;
use sportello_domain::identifier::EmailAddress;
use sportello_domain::mail::MailId;

use super::picture;
use super::random::Dice;
use super::story::{Customer, Dress, Enclosure, Language};

/// A letter before it is put into an envelope.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// Its own Message-ID.
    pub id: MailId,
    /// The mails before it, oldest first; it answers the last.
    pub references: &'a [MailId],
    /// Who writes.
    pub from: &'a Customer,
    /// To whom.
    pub to: &'a EmailAddress,
    /// What about.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// What it quotes below, where it is an answer.
    pub quote: Option<Quote<'a>>,
    /// How it is dressed.
    pub dress: Dress,
    /// What it encloses.
    pub enclosure: Option<Enclosure>,
    /// In which language the mail program speaks.
    pub language: Language,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// What a letter answers, as it stands below it.
#[derive(Clone, Copy, Debug)]
pub struct Quote<'a> {
    /// Who wrote it.
    pub author: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub text: &'a str,
}

/// A letter could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// The picture could not be drawn.
    #[error("the picture could not be drawn")]
    Picture(#[from] png::EncodingError),
    /// The message could not be composed.
    #[error("the message could not be composed")]
    Compose(#[from] std::io::Error),
}

impl Letter<'_> {
    /// The letter as raw bytes.
    ///
    /// # Errors
    ///
    /// When its picture cannot be drawn or the message cannot be composed.
    pub fn raw(&self, dice: &mut Dice) -> Result<Vec<u8>, LetterError> {
        let mut message = MessageBuilder::new()
            .from(Address::new_address(Some(self.from.name.as_str()), self.from.email.as_str()))
            .to(Address::new_address(None::<&str>, self.to.as_str()))
            .subject(self.subject)
            .date(self.at.timestamp())
            .message_id(self.id.as_str());
        if let Some(answered) = self.references.last() {
            let references = self.references.iter().map(MailId::as_str);
            message = message
                .in_reply_to(answered.as_str())
                .references(MessageId::new_list(references.collect::<Vec<_>>().into_iter()));
        }
        Ok(message.body(self.body(dice)?).write_to_vec()?)
    }

    /// The whole body: the text, beside it the HTML with its picture, then what is enclosed.
    fn body(&self, dice: &mut Dice) -> Result<MimePart<'static>, LetterError> {
        let text = MimePart::new("text/plain", self.plain());
        let enclosure = self.enclosure.map(|enclosure| file(enclosure, dice)).transpose()?;
        Ok(match (self.dress, enclosure) {
            (Dress::Plain, None) => text,
            (Dress::Plain, Some(file)) => several("mixed", dice, vec![text, file.attached()]),
            (Dress::Html, Some(file)) if file.media_type == "image/png" => {
                let picture = format!("{:x}@pictures.example", dice.roll());
                let html = MimePart::new("text/html", self.html(Some(&picture)));
                let related = several("related", dice, vec![html, file.inside(&picture)]);
                several("alternative", dice, vec![text, related])
            }
            (Dress::Html, file) => {
                let html = MimePart::new("text/html", self.html(None));
                let both = several("alternative", dice, vec![text, html]);
                match file {
                    Some(file) => several("mixed", dice, vec![both, file.attached()]),
                    None => both,
                }
            }
        })
    }

    fn plain(&self) -> String {
        let mut text = self.text.trim_end().to_owned();
        text.push('\n');
        if let Some(quote) = &self.quote {
            text.push('\n');
            text.push_str(&self.introduction(quote));
            text.push('\n');
            for line in quote.text.trim_end().lines() {
                text.push_str(if line.is_empty() { ">" } else { "> " });
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    fn html(&self, picture: Option<&str>) -> String {
        let mut html =
            String::from("<!doctype html><html><body style=\"font-family:Georgia,serif;font-size:16px\">");
        for paragraph in self.text.trim().split("\n\n") {
            html.push_str("<p>");
            html.push_str(&escaped(paragraph).replace('\n', "<br>"));
            html.push_str("</p>");
        }
        if let Some(picture) = picture {
            let tag = format!("<p><img src=\"cid:{picture}\" alt=\"\" width=\"320\" height=\"200\"></p>");
            html.push_str(&tag);
        }
        if let Some(quote) = &self.quote {
            let introduction = escaped(&self.introduction(quote));
            let quoted = escaped(quote.text.trim()).replace('\n', "<br>");
            let block = format!("<p>{introduction}</p><blockquote type=\"cite\">{quoted}</blockquote>");
            html.push_str(&block);
        }
        html.push_str("</body></html>");
        html
    }

    /// The line above a quote, as mail programs write it.
    fn introduction(&self, quote: &Quote<'_>) -> String {
        let author = quote.author;
        match self.language {
            Language::English => format!("On {}, {author} wrote:", quote.at.format("%-d %b %Y at %H:%M")),
            Language::Italian => {
                format!("Il giorno {}, {author} ha scritto:", quote.at.format("%-d/%m/%Y alle ore %H:%M"))
            }
            Language::Portuguese => {
                format!("Em {}, {author} escreveu:", quote.at.format("%-d/%m/%Y às %H:%M"))
            }
        }
    }
}

/// What is enclosed, before it is a part of a mail.
struct File {
    media_type: &'static str,
    name: &'static str,
    bytes: Vec<u8>,
}

impl File {
    fn attached(self) -> MimePart<'static> {
        MimePart::new(self.media_type, self.bytes).attachment(self.name)
    }

    /// As a picture that the HTML shows by its Content-ID (RFC 2392).
    fn inside(self, id: &str) -> MimePart<'static> {
        MimePart::new(ContentType::new(self.media_type).attribute("name", self.name), self.bytes)
            .inline()
            .cid(id.to_owned())
    }
}

fn file(enclosure: Enclosure, dice: &mut Dice) -> Result<File, LetterError> {
    Ok(match enclosure {
        Enclosure::Photo => File { media_type: "image/png", name: "photo.png", bytes: picture::lamp(dice)? },
        Enclosure::Log => {
            File { media_type: "text/plain", name: "hub-log.txt", bytes: log(dice).into_bytes() }
        }
        Enclosure::Invoice => {
            let text = "Lucerna Lda.\nInvoice LU-2093\n\n1 pendant Alba, brass      189.00\n\
                        VAT number of the customer  NL001234567B01\n\nTotal                      189.00 EUR\n";
            File { media_type: "text/plain", name: "LU-2093.txt", bytes: text.into() }
        }
        Enclosure::Table => {
            File { media_type: "text/csv", name: "rooms.csv", bytes: table(dice).into_bytes() }
        }
    })
}

/// What a hub wrote down in an hour.
fn log(dice: &mut Dice) -> String {
    let mut lines = vec!["time     status  ms    request\n".to_owned()];
    for minute in 0..60 {
        let status = if dice.happens(20) { 429 } else { 200 };
        let (second, length, request) = (dice.between(0, 60), dice.between(4, 220), dice.roll());
        lines.push(format!("14:{minute:02}:{second:02} {status}     {length:<5} {request:016x}\n"));
    }
    lines.concat()
}

/// Which lamps hang in which room.
fn table(dice: &mut Dice) -> String {
    let mut lines = vec!["room,lamp,pieces\n".to_owned()];
    for room in 1..=12 {
        let lamp = dice.one_of(&["Alba pendant", "Alba table", "Sole floor"]).unwrap_or(&"Alba table");
        lines.push(format!("{room},{lamp},{}\n", dice.between(1, 6)));
    }
    lines.concat()
}

/// Several parts as one. The boundary is named by the dice, so that the same letter has the same bytes.
fn several(kind: &str, dice: &mut Dice, parts: Vec<MimePart<'static>>) -> MimePart<'static> {
    let boundary = format!("part-{:016x}", dice.roll());
    MimePart::new(ContentType::new(format!("multipart/{kind}")).attribute("boundary", boundary), parts)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use mail_parser::{MessageParser, MimeHeaders as _};

    use super::*;

    fn raw(dress: Dress, enclosure: Option<Enclosure>) -> Vec<u8> {
        let at = Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap();
        let references =
            ["first@posta.example", "second@lucerna.example"].map(|id| MailId::parse(id).unwrap());
        let letter = Letter {
            id: MailId::parse("third@posta.example").unwrap(),
            references: &references,
            from: &Customer { name: "Chiara Però".into(), email: "chiara@posta.example".into() },
            to: &"help@lucerna.example".parse().unwrap(),
            subject: "Re: È arrivata",
            text: "Perché <così>?\n\nChiara\n",
            quote: Some(Quote { author: "Giulia", at, text: "Una\n\nDue\n" }),
            dress,
            enclosure,
            language: Language::Italian,
            at,
        };
        letter.raw(&mut Dice::seeded(5)).unwrap()
    }

    #[test]
    fn letter_reads_as_it_was_written() {
        let raw = raw(Dress::Plain, None);
        let mail = MessageParser::new().parse(&raw).unwrap();
        assert_eq!(mail.subject(), Some("Re: È arrivata"));
        assert_eq!(mail.message_id(), Some("third@posta.example"));
        assert_eq!(mail.in_reply_to().as_text(), Some("second@lucerna.example"));
        assert_eq!(
            mail.references().as_text_list().unwrap(),
            ["first@posta.example", "second@lucerna.example"]
        );
        assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-03-02T09:30:00Z");
        assert_eq!(
            mail.body_text(0).unwrap().replace('\r', "").trim_end(),
            "Perché <così>?\n\nChiara\n\nIl giorno 2/03/2026 alle ore 09:30, Giulia ha scritto:\n> Una\n>\n> Due"
        );
    }

    #[test]
    fn picture_stands_inside_the_html_that_names_it() {
        let raw = raw(Dress::Html, Some(Enclosure::Photo));
        let mail = MessageParser::new().parse(&raw).unwrap();
        let picture = mail.attachments().next().unwrap();
        let html = mail.body_html(0).unwrap();
        assert!(html.contains(&format!("cid:{}", picture.content_id().unwrap())), "{html}");
        assert!(html.contains("Perché &lt;così&gt;?"), "{html}");
    }

    #[test]
    fn file_is_attached_beside_either_dress() {
        for dress in [Dress::Plain, Dress::Html] {
            let raw = raw(dress, Some(Enclosure::Table));
            let mail = MessageParser::new().parse(&raw).unwrap();
            assert_eq!(
                mail.attachment(0).and_then(|file| file.attachment_name()),
                Some("rooms.csv"),
                "{dress:?}"
            );
        }
    }
}
