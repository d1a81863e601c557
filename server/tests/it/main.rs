//! The server's tests, in one program.

#[cfg(test)]
mod demo;
