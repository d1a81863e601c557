//! Narrowing a list of choices by what is typed. No DOM.

/// Returns the positions of the labels that what is typed leaves over, the best first.
///
/// A label whose beginning matches comes before one in which a later word matches, and that before one that only has
/// the letters somewhere; last comes one that has each word somewhere. Case and accents do not matter.
pub fn narrow<'a>(labels: impl Iterator<Item = &'a str>, typed: &str) -> Vec<usize> {
    let typed = fold(typed.trim());
    let mut found: Vec<(u8, usize)> = labels
        .enumerate()
        .filter_map(|(position, label)| rank(&fold(label), &typed).map(|rank| (rank, position)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, position)| position).collect()
}

fn rank(label: &str, typed: &str) -> Option<u8> {
    if label.starts_with(typed) {
        Some(0)
    } else if label.split_whitespace().any(|word| word.starts_with(typed)) {
        Some(1)
    } else if label.contains(typed) {
        Some(2)
    } else if typed.split_whitespace().all(|word| label.contains(word)) {
        Some(3)
    } else {
        None
    }
}

/// Lower case, without the accents of the languages that the app speaks.
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_comes_before_a_later_word_and_that_before_the_middle() {
        let labels = ["Waiting on us", "Nuno", "Unassigned", "Us"];
        assert_eq!(narrow(labels.into_iter(), "us"), [3, 0]);
        assert_eq!(narrow(labels.into_iter(), "un"), [2, 1]);
        assert_eq!(narrow(labels.into_iter(), ""), [0, 1, 2, 3]);
        assert!(narrow(labels.into_iter(), "xyz").is_empty());
    }

    #[test]
    fn words_need_not_stand_together() {
        let labels = ["View: Closed", "View: All open", "Closed for review"];
        assert_eq!(narrow(labels.into_iter(), "view closed"), [0, 2]);
        assert_eq!(narrow(labels.into_iter(), "open view"), [1]);
        assert!(narrow(labels.into_iter(), "view lost").is_empty());
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        let labels = ["Tomás Ribeiro", "João"];
        assert_eq!(narrow(labels.into_iter(), "tomas"), [0]);
        assert_eq!(narrow(labels.into_iter(), "JOÃO"), [1]);
        assert_eq!(narrow(labels.into_iter(), "rib"), [0]);
    }
}
