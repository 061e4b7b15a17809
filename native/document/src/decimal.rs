//! Numbers as decimal digits.

/// Reads a canonical u64. `u64::from_str` alone would take `+1` and `007`, and two texts would name one key.
pub(crate) fn parse_number(digits: &[u8]) -> Option<u64> {
    let canonical = match digits {
        [] => false,
        [b'0'] => true,
        // Nothing longer is a u64, and a long key is not read to its end for that.
        [b'1'..=b'9', ..] => digits.len() <= 20,
        _ => false,
    };
    if !canonical {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit <= 9).then(|| number.checked_mul(10)?.checked_add(u64::from(digit)))?
    })
}

/// Gives the digits to `out`, in pieces. Scans write a number for each document, so they are made eight at a time.
pub(crate) fn write_decimal(number: u64, mut out: impl FnMut(&[u8])) {
    const EIGHT: u64 = 100_000_000;
    let count = number.checked_ilog10().map_or(1, |power| power as usize + 1);
    let mut write = |part: u64, count: usize| {
        let digits = eight_digits(part);
        out(digits.get(digits.len().saturating_sub(count)..).unwrap_or_default());
    };
    if count > 16 {
        write(number / (EIGHT * EIGHT), count - 16);
    }
    if count > 8 {
        write(number / EIGHT % EIGHT, (count - 8).min(8));
    }
    write(number % EIGHT, count.min(8));
}

/// The digits of a number below 10^8, with zeros in front. It is divided into lanes of one word: two of four digits, four of
/// two, eight of one.
fn eight_digits(number: u64) -> [u8; 8] {
    // Each quotient is exact for what a lane can hold: the factors are 2^20 / 100 and 2^10 / 10, rounded up.
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let twos = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
    let ones = tens | ((twos - tens * 10) << 8);
    (ones | 0x3030_3030_3030_3030).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_from_its_canonical_digits_and_from_nothing_else() {
        let powers = (0..20).map(|power| 10_u64.pow(power));
        let numbers = powers.flat_map(|power| [power - 1, power, power + 1, power.wrapping_mul(7_654_321)]);
        for number in numbers.chain(0..20_000).chain([u64::MAX - 1, u64::MAX]) {
            let mut digits = Vec::new();
            write_decimal(number, |piece| digits.extend_from_slice(piece));
            assert_eq!(digits, number.to_string().into_bytes());
            assert_eq!(parse_number(&digits), Some(number));
        }
        for digits in [
            "",
            "-0",
            "+1",
            "00",
            "01",
            " 1",
            "1 ",
            "1\n",
            "1\0",
            "1.0",
            "1e3",
            "0x1",
            "1n",
            "1_0",
            "１",
            "١",
            "1-1",
            "/",
            ":",
            "18446744073709551616",
            "28446744073709551615",
            "99999999999999999999",
            "100000000000000000000",
        ] {
            assert_eq!(parse_number(digits.as_bytes()), None, "{digits:?}");
        }
    }
}
