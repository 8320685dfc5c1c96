//! The text of VirtualDJ's files: bytes of several ages to characters, entities to what they mean.
//!
//! Nothing here fails: a byte or an entity that makes no sense stays visible as what it is.

/// How the characters of a whole file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8 as VirtualDJ writes it today; a line that is not UTF-8 is Windows-1252, as older
    /// versions wrote it. One file can hold both.
    Bytes,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// Judged by the first bytes of the file: a byte order mark, or a zero beside an ASCII character.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [0xFF, 0xFE, ..] => Self::Utf16Le,
            [0xFE, 0xFF, ..] => Self::Utf16Be,
            [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Self::Utf16Le,
            [0, first, 0, second, ..] if *first != 0 && *second != 0 => Self::Utf16Be,
            _ => Self::Bytes,
        }
    }

    /// All characters, without a byte order mark.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let mut text = match self {
            Self::Bytes => bytes.split_inclusive(|byte| *byte == b'\n').map(decode_line).collect(),
            Self::Utf16Le => decode_utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => decode_utf16(bytes, u16::from_be_bytes),
        };
        if text.starts_with('\u{FEFF}') {
            text.drain(..'\u{FEFF}'.len_utf8());
        }
        text
    }
}

fn decode_line(line: &[u8]) -> String {
    std::str::from_utf8(line)
        .map_or_else(|_| line.iter().copied().map(windows_1252).collect(), str::to_owned)
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Windows-1252 after the WHATWG encoding standard: Latin-1 except for 0x80 to 0x9F.
fn windows_1252(byte: u8) -> char {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => C1[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Replaces the five XML entities and numeric ones; every other `&` stays as it is, because VirtualDJ
/// writes raw ones too.
pub(super) fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').and_then(|end| Some((entity(&rest[1..end])?, end + 1)));
        let (character, length) = entity.unwrap_or(('&', 1));
        plain.push(character);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|character| !character.is_control())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> String {
        Encoding::of(bytes).decode(bytes)
    }

    #[test]
    fn every_encoding_that_virtualdj_ever_wrote_reads_the_same() {
        let text = "#EXTVDJ:<title>Señorita – Lève-toi</title>\r\n";
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        let windows = b"#EXTVDJ:<title>Se\xF1orita \x96 L\xE8ve-toi</title>\r\n";
        for (name, bytes) in [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with mark", marked(&[0xEF, 0xBB, 0xBF], text.as_bytes())),
            ("UTF-16 LE with mark", marked(&[0xFF, 0xFE], &utf16(u16::to_le_bytes))),
            ("UTF-16 BE with mark", marked(&[0xFE, 0xFF], &utf16(u16::to_be_bytes))),
            ("UTF-16 LE", utf16(u16::to_le_bytes)),
            ("UTF-16 BE", utf16(u16::to_be_bytes)),
            ("Windows-1252", windows.to_vec()),
        ] {
            assert_eq!(decoded(&bytes), text, "{name}");
        }
    }

    #[test]
    fn one_old_line_does_not_spoil_the_new_ones() {
        assert_eq!(decoded(b"caf\xE9\ncaf\xC3\xA9\n"), "café\ncafé\n");
    }

    #[test]
    fn entities_are_decoded_and_raw_signs_are_kept() {
        for (written, meant) in [
            ("Ike &amp; Tina", "Ike & Tina"),
            ("Ike & Tina", "Ike & Tina"),
            ("R&B; slow", "R&B; slow"),
            ("&lt;3 &#8211; &#x266B;", "<3 – ♫"),
            ("it&apos;s &quot;now&quot;", "it's \"now\""),
            ("&amp;amp;", "&amp;"),
            ("&#0; &#x110000; &", "&#0; &#x110000; &"),
        ] {
            assert_eq!(without_entities(written), meant);
        }
    }
}
