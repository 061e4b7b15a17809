//! Numbers, compared by what they are worth and never through a float.

use std::cmp::Ordering;

/// How two numbers, as JSON writes them, compare by value: `1.0` and `1` are equal, and so are `-0` and `0`.
///
/// The work grows with the length of the texts, not with the exponents. LIMIT: an exponent of more than 36 digits counts as
/// one of 36 nines.
pub(crate) fn compare(left: &[u8], right: &[u8]) -> Ordering {
    if let (Some(left), Some(right)) = (small(left), small(right)) {
        return left.cmp(&right);
    }
    let (left, right) = (Decimal::of(left), Decimal::of(right));
    match (left.sign(), right.sign()) {
        (-1, -1) => right.compare_size(&left),
        (1, 1) => left.compare_size(&right),
        (left, right) => left.cmp(&right),
    }
}

/// The number, if it is written as a whole one of up to 18 digits.
pub(crate) fn small(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 18 {
        return None;
    }
    let mut value = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// `0.DIGITS` times ten to the power of `scale`.
struct Decimal<'a> {
    negative: bool,
    /// Without zeros in front of both and behind both, so that equal values have equal digits.
    whole: &'a [u8],
    fraction: &'a [u8],
    scale: i128,
}

impl<'a> Decimal<'a> {
    fn of(text: &'a [u8]) -> Decimal<'a> {
        let (negative, text) = text.strip_prefix(b"-").map_or((false, text), |text| (true, text));
        let mantissa = text
            .iter()
            .position(|byte| matches!(byte, b'e' | b'E'))
            .unwrap_or(text.len());
        let (mantissa, exponent) = text.split_at(mantissa);
        let point = memchr::memchr(b'.', mantissa).unwrap_or(mantissa.len());
        let (whole, fraction) = mantissa.split_at(point);
        let whole = trim_start(whole);
        let mut fraction = trim_end(fraction.strip_prefix(b".").unwrap_or_default());
        let mut scale = exponent_of(exponent) + whole.len() as i128;
        let mut kept = whole;
        if whole.is_empty() {
            let significant = trim_start(fraction);
            scale -= (fraction.len() - significant.len()) as i128;
            fraction = significant;
        }
        if fraction.is_empty() {
            kept = trim_end(whole);
        }
        Decimal {
            negative,
            whole: kept,
            fraction,
            scale,
        }
    }

    fn sign(&self) -> i8 {
        match (self.whole.is_empty() && self.fraction.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn compare_size(&self, other: &Decimal<'_>) -> Ordering {
        self.scale
            .cmp(&other.scale)
            .then_with(|| self.digits().cmp(other.digits()))
    }

    fn digits(&self) -> impl Iterator<Item = &u8> {
        self.whole.iter().chain(self.fraction)
    }
}

fn exponent_of(text: &[u8]) -> i128 {
    let text = text.get(1..).unwrap_or_default();
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let digits = trim_start(digits);
    let size = if digits.len() > 36 {
        10_i128.pow(36) - 1
    } else {
        digits
            .iter()
            .fold(0, |size, byte| size * 10 + i128::from(byte.wrapping_sub(b'0') % 10))
    };
    if negative { -size } else { size }
}

fn trim_start(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    digits.get(zeros..).unwrap_or_default()
}

fn trim_end(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().rev().take_while(|byte| **byte == b'0').count();
    digits.get(..digits.len() - zeros).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_equal_by_value_however_they_are_written() {
        for group in [
            &["1", "1.0", "1e0", "10e-1", "0.1E+1", "0.0001e4", "1.000e000"][..],
            &[
                "0",
                "-0",
                "0.0",
                "-0e10",
                "0e-5",
                "0.000e99999999999999999999999999999999999999999",
            ],
            &["-12000", "-12e3", "-1.2e4", "-12000.00"],
            &["1e1000000000000", "10e999999999999", "0.1e1000000000001"],
            &["100200", "1.002e5", "1002e2"],
        ] {
            for left in group {
                for right in group {
                    assert_eq!(
                        compare(left.as_bytes(), right.as_bytes()),
                        Ordering::Equal,
                        "{left} {right}"
                    );
                }
            }
        }
    }

    #[test]
    fn numbers_stand_in_their_order() {
        let ordered = [
            "-1e400",
            "-1e18",
            "-9007199254740993",
            "-9007199254740992.9",
            "-2",
            "-1.5",
            "-1e-400",
            "0",
            "1e-999999999999",
            "1e-400",
            "0.1",
            "0.10000000000000000000000000000001",
            "0.2",
            "1",
            "1.5",
            "2",
            "10",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.5",
            "9007199254740994",
            "99999999999999999999",
            "1e20",
            "1e400",
            "2e400",
            "1e999999999999999999999",
        ];
        for (at, left) in ordered.iter().enumerate() {
            for (other, right) in ordered.iter().enumerate() {
                assert_eq!(
                    compare(left.as_bytes(), right.as_bytes()),
                    at.cmp(&other),
                    "{left} {right}"
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn numbers_compare_as_their_integers_do(left in -2000_i64..2000, right in -2000_i64..2000, down in 0_u32..4, up in 0_u32..4) {
            let write = |number: i64, places: u32| format!("{}e-{places}", number * 10_i64.pow(places));
            let order = compare(write(left, down).as_bytes(), write(right, up).as_bytes());
            prop_assert_eq!(order, left.cmp(&right));
            prop_assert_eq!(compare(format!("{left}.0").as_bytes(), right.to_string().as_bytes()), left.cmp(&right));
        }
    }
}
