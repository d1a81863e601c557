//! The sections of a WebAssembly file, as far as it takes to leave some out.

use anyhow::{Context, Result};

/// The length of what stands before the first section: the magic number and the version.
const PREAMBLE: usize = 8;

/// A file without its custom sections. They hold notes for tools, the names of functions above all, and no code.
///
/// # Errors
///
/// When the file ends within a section.
pub fn without_notes(file: &[u8]) -> Result<Vec<u8>> {
    let ends = "a WebAssembly file that ends too soon";
    let (preamble, mut rest) = file.split_at_checked(PREAMBLE).context(ends)?;
    let mut kept = preamble.to_vec();
    while let Some((kind, after)) = rest.split_first() {
        let (length, width) = leb128(after).context(ends)?;
        let (section, after) = rest.split_at_checked(1 + width + length).context(ends)?;
        if *kind != 0 {
            kept.extend_from_slice(section);
        }
        rest = after;
    }
    Ok(kept)
}

/// The number at the beginning, in seven bits a byte, and how many bytes it takes.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0;
    for (place, byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((number, place + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_notes_are_left_out() {
        let preamble = b"\0asm\x01\0\0\0";
        let long = [[7, 0x80, 0x01].as_slice(), &[9; 128]].concat();
        let file = [preamble.as_slice(), &[0, 3, 1, b'n', 5], &long, &[0, 2, 1, b'p'], &[10, 1, 0]].concat();
        assert_eq!(without_notes(&file).unwrap(), [preamble.as_slice(), &long, &[10, 1, 0]].concat());
        assert!(without_notes(&file[..file.len() - 1]).is_err());
        assert!(without_notes(b"\0asm").is_err());
    }
}
