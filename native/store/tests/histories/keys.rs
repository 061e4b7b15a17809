//! The keys of a history: of all kinds, in one store.

use bimetal_document::Key;
use bimetal_files::simulated::Random;

/// Few keys or some more. Half of them have the form that earlier releases had, unless all have it: then the folder can
/// be turned back to what such a release wrote.
pub fn keys(random: &mut Random, old: bool) -> Vec<Key> {
    let count: u64 = [3, 8, 24, 64][random.below(4) as usize];
    let first = random.below(64);
    let text = |number: u64| match number % 2 {
        _ if old => short(number),
        0 => short(number / 2),
        _ => any(number / 2),
    };
    (first..first + count)
        .map(|number| Key::parse(&text(number)).unwrap())
        .collect()
}

fn short(number: u64) -> String {
    let names = ["aaaaaaaa", "customer", "orders__", "~~~~~~~~"];
    format!("{}-{}", names[(number % 4) as usize], number / 2)
}

/// Keys that share beginnings, are the beginning of others, are as long as they can be, or lie between those of the old
/// form.
fn any(number: u64) -> String {
    let (kind, number) = (number % 8, number / 8);
    match kind {
        0 => format!(
            "tenants/one/orders-{}",
            [0, 9, 10, 255, 256, u64::MAX][(number % 6) as usize]
        ),
        1 => format!("tenants/one/orders-{number}/lines-{number}"),
        2 => format!("tenants/one/orders-{number:04}"),
        // Each is the beginning of the next one.
        3 => "customers".chars().take(8 - number as usize % 8).collect(),
        4 => format!("customer-{number}th"),
        5 => format!("größe {number} \"\\"),
        6 => format!("u-{number}"),
        // Few of them: each is half of a small segment.
        _ if number % 2 == 0 => format!("{}-{number}", "m".repeat(Key::BYTES_MAX - 2)),
        _ => format!("customer/{number}"),
    }
}

/// The beginning of a key, as a prefix: it may end within the number.
pub fn beginning(key: &Key, random: &mut Random) -> String {
    let text = key.to_string();
    let most = random.below(text.len() as u64 + 1) as usize;
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end));
    text[..end.unwrap_or(0)].to_owned()
}

/// The bytes that the log engine has for a key: `docs/file-format.md`.
pub fn record_bytes(key: &Key) -> u64 {
    if key.by_ref().is_old() {
        return 16;
    }
    2 + key.by_ref().to_ordered().len() as u64
}
