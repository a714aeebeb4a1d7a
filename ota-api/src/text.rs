//! Numbers and bytes as texts. A request holds many of them, and the formatter of the standard library
//! takes several times as long.

/// Writes bytes as hexadecimal digits.
pub(crate) fn push_hex(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.reserve(bytes.len() * 2);
    for byte in bytes {
        let digits = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
        out.extend_from_slice(&digits);
    }
}

/// The text that these bytes are: they were put together from texts.
pub(crate) fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::push_hex;

    proptest! {
        #[test]
        fn any_bytes_have_their_digits(any in any::<u64>()) {
            let mut digits = Vec::new();
            push_hex(&any.to_be_bytes(), &mut digits);
            prop_assert_eq!(digits, format!("{any:016x}").into_bytes());
        }
    }
}
