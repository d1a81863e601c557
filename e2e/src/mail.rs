//! Customers' mails, as a mail server would hand them in.

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;

use sportello_domain::identifier::EmailAddress;

use crate::smtp::Delivery;
use crate::trouble::Trouble;

/// The address that customers write to.
pub const SUPPORT: &str = "support@desk.example";

/// Reads an address.
///
/// # Errors
///
/// When it is none.
pub fn address(text: &str) -> Result<EmailAddress, Trouble> {
    text.parse().map_err(|fault| Trouble::Unexpected(format!("{fault}")))
}

/// A picture that a mail shows inside its text.
#[derive(Clone, Debug)]
pub struct InlineImage {
    /// Its Content-ID.
    pub content_id: &'static str,
    /// Its bytes, a PNG.
    pub png: &'static [u8],
}

/// A mail from a customer.
#[derive(Clone, Debug)]
pub struct CustomerMail {
    /// Who writes.
    pub name: &'static str,
    /// From which address.
    pub address: &'static str,
    /// To which address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML, if it is there.
    pub html: Option<String>,
    /// Pictures inside the HTML.
    pub images: Vec<InlineImage>,
    /// Its Message-ID, without brackets.
    pub id: String,
    /// The Message-ID of the mail that it answers.
    pub in_reply_to: Option<String>,
}

impl CustomerMail {
    /// A first mail with a text. Its Message-ID is made from sender and subject.
    pub fn new(name: &'static str, address: &'static str, subject: &str, text: &str) -> Self {
        let word: String = subject.chars().filter(char::is_ascii_alphanumeric).collect();
        Self {
            name,
            address,
            to: SUPPORT.to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            html: None,
            images: Vec::new(),
            id: format!("{word}.{address}"),
            in_reply_to: None,
        }
    }

    /// The same customer's answer to what the desk delivered.
    ///
    /// # Errors
    ///
    /// When the delivered mail has no Message-ID.
    pub fn answer(&self, delivered: &Delivery, text: &str) -> Result<Self, Trouble> {
        let mail = delivered.mail()?;
        let id =
            mail.message_id().ok_or_else(|| Trouble::unexpected("a mail without Message-ID was sent"))?;
        let subject = format!("Re: {}", self.subject);
        let answer = Self::new(self.name, self.address, &subject, text);
        Ok(Self { id: format!("answer.{}", answer.id), in_reply_to: Some(id.to_owned()), ..answer })
    }

    /// The mail as it travels.
    ///
    /// # Errors
    ///
    /// Never, unless memory cannot be written to.
    pub fn raw(&self) -> Result<Vec<u8>, Trouble> {
        let mut mail = MessageBuilder::new()
            .from(Address::new_address(Some(self.name), self.address))
            .to(Address::new_address(None::<&str>, self.to.as_str()))
            .subject(self.subject.as_str())
            .message_id(self.id.as_str())
            .text_body(self.text.as_str());
        if let Some(answered) = &self.in_reply_to {
            mail = mail.in_reply_to(answered.as_str()).references(answered.as_str());
        }
        if let Some(html) = &self.html {
            mail = mail.html_body(html.as_str());
        }
        for image in &self.images {
            mail = mail.inline("image/png", image.content_id, image.png);
        }
        Ok(mail.write_to_vec()?)
    }
}
