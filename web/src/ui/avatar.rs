//! A person as a disc with initials, always of the same colour for the same name.

use leptos::prelude::*;

/// How large a disc is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 24 pixels, in rows and controls.
    #[default]
    Small,
    /// 32 pixels, beside a message.
    Large,
}

/// Shows a person's initials; the name itself stands beside it, so that readers of the screen skip the disc.
#[component]
pub fn Avatar(
    /// The person's name; empty for nobody.
    #[prop(into)]
    name: Signal<String>,
    /// How large.
    #[prop(optional)]
    size: AvatarSize,
) -> impl IntoView {
    let class = move || {
        let nobody = name.read().is_empty();
        match (size, nobody) {
            (AvatarSize::Small, false) => "hd-avatar",
            (AvatarSize::Small, true) => "hd-avatar hd-avatar--nobody",
            (AvatarSize::Large, false) => "hd-avatar hd-avatar--large",
            (AvatarSize::Large, true) => "hd-avatar hd-avatar--large hd-avatar--nobody",
        }
    };
    view! {
        <span class=class style=("--hue", move || hue(&name.read()).to_string()) aria-hidden="true">
            {move || initials(&name.read())}
        </span>
    }
}

/// The first letters of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words =
        name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A hue of the colour circle, in degrees, always the same for a name.
pub fn hue(name: &str) -> u32 {
    // FNV-1a: spreads similar names apart, needs no table.
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % 360
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada Lindqvist"), "AL");
        assert_eq!(initials("ana maria da silva"), "AS");
        assert_eq!(initials("ada@lindqvist.example"), "A");
        assert_eq!(initials("Élodie"), "É");
        assert_eq!(initials(""), "");
        assert_eq!(initials("\"Support\" (Team)"), "ST");
    }

    #[test]
    fn a_name_keeps_its_hue() {
        assert_eq!(hue("Ada"), hue("Ada"));
        assert_ne!(hue("Ada"), hue("Bruno"));
        assert!(hue("Giulia Bianchi") < 360);
    }
}
