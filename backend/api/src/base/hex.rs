//! Bytes as text that is safe everywhere.

/// Two digits for each byte.
pub(crate) fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The bytes back, where the text is what [`encode`] writes.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let is_written = |it: u8| matches!(it, b'0'..=b'9' | b'a'..=b'f');
    if !text.len().is_multiple_of(2) || !text.bytes().all(is_written) {
        return None;
    }
    (0..text.len()).step_by(2).map(|idx| u8::from_str_radix(text.get(idx..idx + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        assert_eq!(encode(&[0, 10, 255]), "000aff");
        assert_eq!(decode("000aff").unwrap(), [0, 10, 255]);
        for other in ["0", "0A", "zz", "ก้", "+1"] {
            assert_eq!(decode(other), None, "{other}");
        }
    }
}
