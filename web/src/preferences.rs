//! What a person chose for this browser: theme and language.

use leptos::prelude::*;

use crate::env;

/// Where the theme is kept; `start.js` reads it before the first paint.
pub const THEME_KEY: &str = "sportello.theme";
/// Where the language is kept.
pub const LANGUAGE_KEY: &str = "sportello.language";

/// Where it is kept how many seconds a reply waits before it leaves.
pub const UNDO_KEY: &str = "sportello.undo";

/// How many seconds a reply waits before it leaves, as choices are offered; none at all first.
pub const UNDO_CHOICES: [u32; 4] = [0, 5, 10, 30];

/// How many seconds a reply waits before it leaves, unless something else was chosen.
const UNDO_USUALLY: u32 = 5;

/// How many seconds a reply waits in this browser before it leaves.
pub fn undo_seconds() -> u32 {
    env::kept(UNDO_KEY).and_then(|kept| kept.parse().ok()).unwrap_or(UNDO_USUALLY)
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it, and when it changes.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word that is kept and that the stylesheet looks for; none for the system's.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the word that was kept.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }
}

/// The theme that is shown now.
#[derive(Clone, Copy)]
pub struct ChosenTheme(RwSignal<Theme>);

impl ChosenTheme {
    /// The theme that was chosen in this browser.
    pub fn of_browser() -> Self {
        Self(RwSignal::new(Theme::from_word(&env::kept(THEME_KEY).unwrap_or_default())))
    }

    /// The theme, tracked.
    pub fn get(self) -> Theme {
        self.0.get()
    }

    /// Shows another theme from now on, in this browser.
    pub fn choose(self, theme: Theme) {
        env::keep(THEME_KEY, theme.word());
        if let Some(page) = document().document_element() {
            let _ = match theme {
                Theme::System => page.remove_attribute("data-theme"),
                Theme::Light | Theme::Dark => page.set_attribute("data-theme", theme.word()),
            };
        }
        self.0.set(theme);
    }
}

/// Returns the theme that is shown now.
pub fn use_theme() -> ChosenTheme {
    expect_context()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_kept_word_is_its_theme_again() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_word(theme.word()), theme);
        }
        assert_eq!(Theme::from_word("purple"), Theme::System);
    }
}
