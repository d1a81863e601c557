//! What the browser prints.

use lopdf::Document;
use thirtyfour::common::print::PrintParameters;

use super::Browser;
use crate::trouble::Trouble;

/// A page as it was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The words on all sheets, with one space between them.
    pub words: String,
    /// How many sheets there are.
    pub sheets: usize,
}

impl Browser {
    /// Prints the page as it is now, and reads what is on the paper.
    ///
    /// # Errors
    ///
    /// When it cannot be printed, or what was printed cannot be read.
    pub async fn printed(&self) -> Result<Printed, Trouble> {
        let pdf = self.driver.print_page(PrintParameters::default()).await?;
        let unreadable = |error: lopdf::Error| Trouble::Unexpected(format!("what was printed: {error}"));
        let document = Document::load_mem(&pdf).map_err(unreadable)?;
        let sheets: Vec<u32> = document.get_pages().into_keys().collect();
        let words = document.extract_text(&sheets).map_err(unreadable)?;
        Ok(Printed { words: words.split_whitespace().collect::<Vec<_>>().join(" "), sheets: sheets.len() })
    }
}
