//! What can go wrong on a journey, in words that say what was expected.

use std::fmt;

use thirtyfour::error::WebDriverError;

/// Why a journey did not come to its end.
#[derive(thiserror::Error)]
pub enum Trouble {
    /// The browser or its driver could not do something.
    #[error("the browser: {0}")]
    Browser(#[from] WebDriverError),
    /// A request to the server did not come through.
    #[error("a request: {0}")]
    Request(#[from] reqwest::Error),
    /// A program or a file.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// An answer that is not what the domain says it is.
    #[error("an answer that cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Something is not as it should be.
    #[error("{0}")]
    Unexpected(String),
}

impl Trouble {
    /// Says that something is not as it should be.
    pub fn unexpected(words: impl Into<String>) -> Self {
        Self::Unexpected(words.into())
    }
}

impl fmt::Debug for Trouble {
    /// As the test runner prints it: the words.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
