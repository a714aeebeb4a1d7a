//! Medians and rounded figures.

/// The middle value, or the mean of the two in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 { Some(upper) } else { Some((values[middle - 1] + upper) / 2.0) }
}

/// Three digits, and no more than the value has before the point.
pub(crate) fn digits(value: f64) -> String {
    let decimals = match value.abs() {
        value if value < 0.0995 => 3,
        value if value < 9.995 => 2,
        value if value < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0]), Some(3.0));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn numbers_have_three_digits() {
        let shown = [0.0123, 0.1234, 1.2345, 9.996, 12.345, 99.96, 1234.5].map(digits);
        assert_eq!(shown, ["0.012", "0.12", "1.23", "10.0", "12.3", "100", "1234"]);
    }
}
