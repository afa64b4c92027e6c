//! What bytes a log is written in.

use serde::Serialize;

/// The encoding of a log, recognized by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Encoding {
    /// UTF-8, or something of which the ASCII part is read alike.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, the low byte first, as PowerShell's `>` writes it.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, the high byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
}

impl Encoding {
    /// How many bytes tell.
    pub(super) const TELLING: usize = 4;

    /// By a byte order mark, or by two ASCII letters with their empty halves.
    pub(super) fn of(start: &[u8]) -> Self {
        match start {
            [0xff, 0xfe, ..] => Self::Utf16Le,
            [0xfe, 0xff, ..] => Self::Utf16Be,
            [1..=0x7f, 0, 1..=0x7f, 0, ..] => Self::Utf16Le,
            [0, 1..=0x7f, 0, 1..=0x7f, ..] => Self::Utf16Be,
            _ => Self::Utf8,
        }
    }

    /// How many of the first bytes are the byte order mark, which is no text.
    pub(super) fn mark(self, start: &[u8]) -> usize {
        let mark: &[u8] = match self {
            Self::Utf8 => &[0xef, 0xbb, 0xbf],
            Self::Utf16Le => &[0xff, 0xfe],
            Self::Utf16Be => &[0xfe, 0xff],
        };
        if start.starts_with(mark) {
            mark.len()
        } else {
            0
        }
    }

    /// The encoding's name, `UTF-8`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
        }
    }
}

/// UTF-16 that comes in chunks, on its way to UTF-8.
#[derive(Debug)]
pub(super) struct Utf16 {
    big_endian: bool,
    /// The first half of a unit whose second is in the next chunk.
    half: Option<u8>,
    /// The first half of a pair of surrogates.
    high: Option<u16>,
}

impl Utf16 {
    pub(super) fn new(big_endian: bool) -> Self {
        Self {
            big_endian,
            half: None,
            high: None,
        }
    }

    /// The text of these bytes, as far as it is whole.
    pub(super) fn decode(&mut self, bytes: &[u8]) -> String {
        let mut units = Vec::with_capacity(bytes.len() / 2 + 2);
        units.extend(self.high.take());
        for &byte in bytes {
            match self.half.take() {
                None => self.half = Some(byte),
                Some(first) if self.big_endian => units.push(u16::from_be_bytes([first, byte])),
                Some(first) => units.push(u16::from_le_bytes([first, byte])),
            }
        }
        self.high = units.pop_if(|unit| (0xd800..0xdc00).contains(unit));
        String::from_utf16_lossy(&units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_units_may_be_cut_anywhere() {
        let text = "a€𝄞z";
        let units = text.encode_utf16();
        let bytes: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
        for cut in 0..=bytes.len() {
            let mut utf16 = Utf16::new(true);
            let (a, b) = bytes.split_at(cut);
            assert_eq!(utf16.decode(a) + &utf16.decode(b), text, "{cut}");
        }
    }
}
