//! What SQLite alone can do here: rows, each made durable by a commit of its own.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::figure::rate;

/// How many rows a second are inserted, one durable commit each, as the product has its database set: WAL, synchronous
/// FULL. The rows are as long as an event's.
///
/// # Errors
///
/// When the database cannot be written.
pub fn rows_a_second(scratch: &Path, length: Duration) -> anyhow::Result<f64> {
    let connection = Connection::open(scratch.join("baseline.sqlite"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT", [])?;
    let mut insert = connection.prepare("INSERT INTO rows (content) VALUES (?1)")?;
    let content = "x".repeat(400);
    let (start, mut rows) = (Instant::now(), 0);
    while start.elapsed() < length {
        insert.execute([&content])?;
        rows += 1;
    }
    Ok(rate(rows, start.elapsed()))
}
