//! The rules of a help desk.
