//! Moments and times to live, as a text of writes has them.

use std::time::Duration;

use crate::timestamp::Timestamp;

/// The last moment that JavaScript knows, in milliseconds since 1970.
const MILLIS_MAX: f64 = 8.64e15;

/// When a document expires that lives so many seconds from `now`: a JSON number greater than 0.
pub(crate) fn after_seconds(json: &[u8], now: Timestamp) -> Option<Timestamp> {
    let seconds = number(json)?;
    let fits = seconds > 0.0 && now.millis() as f64 + seconds * 1000.0 <= MILLIS_MAX;
    fits.then(|| now.after(Duration::from_secs_f64(seconds)))
}

/// A moment: a JSON number of milliseconds since 1970, or a string in the form of RFC 3339, `"2030-01-31T12:00:00Z"`.
pub(crate) fn moment(json: &[u8]) -> Option<Timestamp> {
    let Some(text) = json.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) else {
        let millis = number(json)?;
        return (0.0..=MILLIS_MAX)
            .contains(&millis)
            .then(|| Timestamp::from_millis(millis as u64));
    };
    rfc_3339(text)
}

fn number(json: &[u8]) -> Option<f64> {
    serde_json::from_slice::<f64>(json).ok()
}

/// Reads `2030-01-31T12:00:00.123+02:00`. What is more exact than a millisecond is cut off.
fn rfc_3339(text: &[u8]) -> Option<Timestamp> {
    let (date_time, rest) = text.split_at_checked(19)?;
    let digits = |from: usize, to: usize| decimal(date_time.get(from..to)?);
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks
        .iter()
        .any(|(at, mark)| date_time.get(*at).map(u8::to_ascii_uppercase) != Some(*mark))
    {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    // A leap second is the one before.
    if !(1..=12).contains(&month) || day < 1 || day > days_of(year, month) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (millis, zone) = fraction(rest)?;
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second.min(59);
    let millis = (seconds - zone_minutes(zone)? * 60) * 1000 + millis;
    u64::try_from(millis).ok().map(Timestamp::from_millis)
}

/// The milliseconds of a fraction, if there is one, and what stands behind it.
fn fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    let Some(rest) = rest.strip_prefix(b".") else {
        return Some((0, rest));
    };
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, zone) = rest.split_at_checked(count)?;
    let mut three = [b'0'; 3];
    three.iter_mut().zip(digits).for_each(|(to, from)| *to = *from);
    (count > 0).then_some((decimal(&three)?, zone))
}

fn zone_minutes(zone: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match zone {
        b"Z" | b"z" => return Some(0),
        [sign @ (b'+' | b'-'), hours @ .., b':', ten, one] => (*sign, hours, [*ten, *one]),
        _ => return None,
    };
    let (hours, minutes) = ((hours.len() == 2).then(|| decimal(hours))??, decimal(&minutes)?);
    let offset = (hours <= 23 && minutes <= 59).then_some(hours * 60 + minutes)?;
    Some(if sign == b'-' { -offset } else { offset })
}

fn decimal(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    })
}

fn days_of(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// In the proleptic Gregorian calendar, with years that begin in March, so that the leap day is the last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_numbers_or_rfc_3339() {
        let millis = |json: &str| moment(json.as_bytes()).map(Timestamp::millis);
        for (json, expected) in [
            ("0", 0),
            ("1e3", 1000),
            ("\"1970-01-01T00:00:00Z\"", 0),
            ("\"2000-02-29T12:34:56.789123Z\"", 951_827_696_789),
            ("\"2026-11-30t23:59:60z\"", 1_796_083_199_000),
            ("\"2026-12-01T01:00:00+01:30\"", 1_796_081_400_000),
            ("\"2026-11-30T18:00:00-05:00\"", 1_796_079_600_000),
        ] {
            assert_eq!(millis(json), Some(expected), "{json}");
        }
        for json in [
            "-1",
            "1e300",
            "null",
            "\"\"",
            "\"2026-11-30\"",
            "\"2026-02-29T00:00:00Z\"",
            "\"2026-13-01T00:00:00Z\"",
            "\"2026-11-30T24:00:00Z\"",
            "\"2026-11-30T00:00:00\"",
            "\"2026-11-30T00:00:00.Z\"",
            "\"2026-11-30T00:00:00+1:00\"",
            "\"1969-12-31T23:59:59Z\"",
            "\"2026-11-30 00:00:00Z\"",
            "[]",
        ] {
            assert_eq!(millis(json), None, "{json}");
        }
    }

    #[test]
    fn a_time_to_live_is_greater_than_nothing_and_ends_some_day() {
        let now = Timestamp::from_millis(1000);
        let after = |json: &str| after_seconds(json.as_bytes(), now).map(Timestamp::millis);
        assert_eq!(
            (after("60"), after("0.5"), after("1e3")),
            (Some(61_000), Some(1500), Some(1_001_000))
        );
        for json in ["0", "-1", "1e13", "1e308", "\"60\"", "null"] {
            assert_eq!(after(json), None, "{json}");
        }
    }
}
