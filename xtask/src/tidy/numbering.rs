//! Files that are numbered: migrations, the same for both databases, and decisions.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::Findings;

/// Both databases have a migration of each name.
pub fn check_migrations(root: &Path) -> Result<Findings> {
    let sqlite = names(&root.join("server/migrations/sqlite"))?;
    let postgres = names(&root.join("server/migrations/postgres"))?;
    let mut lines: Vec<String> = Vec::new();
    lines
        .extend(sqlite.difference(&postgres).map(|name| format!("server/migrations/postgres has no {name}")));
    lines.extend(postgres.difference(&sqlite).map(|name| format!("server/migrations/sqlite has no {name}")));
    lines.extend(repeated_numbers(&sqlite).map(|number| format!("two migrations have the number {number}")));
    Ok(Findings::wrong(lines))
}

/// Every decision has a number of its own and a title.
pub fn check_decisions(root: &Path) -> Result<Findings> {
    let folder = root.join("docs/decisions");
    let names = names(&folder)?;
    let mut lines: Vec<String> =
        repeated_numbers(&names).map(|number| format!("two decisions have the number {number}")).collect();
    for name in names.iter().filter(|name| name.as_str() != "README.md") {
        if number(name).is_none_or(|number| number.len() != 4) {
            lines.push(format!("docs/decisions/{name} is not called NNNN-title.md"));
        }
        let text = fs::read_to_string(folder.join(name))?;
        if !text.starts_with("# ") {
            lines.push(format!("docs/decisions/{name} does not begin with its title"));
        }
    }
    Ok(Findings::wrong(lines))
}

/// The files of a folder; none when there is no such folder.
fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(BTreeSet::new());
    };
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// The digits that a name begins with.
fn number(name: &str) -> Option<&str> {
    let end = name.find(|character: char| !character.is_ascii_digit())?;
    name.get(..end).filter(|digits| !digits.is_empty())
}

fn repeated_numbers(names: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    let mut seen = BTreeSet::new();
    names.iter().filter_map(|name| number(name)).filter(move |number| !seen.insert(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, file: &str, text: &str) {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn migration_for_one_database_only_is_told() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "server/migrations/sqlite/0001_start.sql", "");
        write(root.path(), "server/migrations/postgres/0001_start.sql", "");
        assert_eq!(check_migrations(root.path()).unwrap(), Findings::default());

        write(root.path(), "server/migrations/sqlite/0002_outbox.sql", "");
        let findings = check_migrations(root.path()).unwrap();
        assert_eq!(findings.wrong, ["server/migrations/postgres has no 0002_outbox.sql"]);
    }

    #[test]
    fn decision_needs_a_number_of_its_own_and_a_title() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "docs/decisions/0001-one-store.md", "# One store\n");
        assert_eq!(check_decisions(root.path()).unwrap(), Findings::default());

        write(root.path(), "docs/decisions/0001-two-stores.md", "Two stores\n");
        let findings = check_decisions(root.path()).unwrap();
        let expected = [
            "two decisions have the number 0001",
            "docs/decisions/0001-two-stores.md does not begin with its title",
        ];
        assert_eq!(findings.wrong, expected);
    }
}
