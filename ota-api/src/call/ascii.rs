//! Bytes as strings and as hexadecimal digits. A request holds many of them, and the formatter of the
//! standard library takes several times as long.

/// Every byte as two hexadecimal digits.
const HEX: [[u8; 2]; 256] = {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < pairs.len() {
        pairs[byte] = [DIGITS[byte >> 4], DIGITS[byte & 15]];
        byte += 1;
    }
    pairs
};

/// Bytes as hexadecimal digits.
pub(crate) fn hex<const N: usize>(bytes: [u8; N]) -> [[u8; 2]; N] {
    bytes.map(|byte| HEX[usize::from(byte)])
}

/// Bytes as the string that they are: they were assembled from strings.
pub(crate) fn as_str(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::hex;

    proptest! {
        #[test]
        fn any_bytes_have_their_digits(any in any::<u64>()) {
            let digits = hex(any.to_be_bytes()).as_flattened().to_vec();
            prop_assert_eq!(digits, format!("{any:016x}").into_bytes());
        }
    }
}
