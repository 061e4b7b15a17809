//! What a tree takes of memory, however its keys arrive and go.

use super::entry::TreeKey;
use super::whole::whole;
use super::{ByteTree, Place, Tree};

type Index = Tree<u128, Place>;

/// A fixed sequence of numbers that look random.
pub(super) fn scatter(number: u64) -> u128 {
    let mut bits = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    u128::from(bits ^ (bits >> 31)) << 32
}

fn bytes_each<K: TreeKey + ?Sized>(index: &Tree<K, Place>) -> f64 {
    whole(index);
    index.heap_bytes() as f64 / index.len() as f64
}

#[test]
fn a_document_takes_at_most_42_bytes_however_its_keys_arrive() {
    const DOCUMENTS: u64 = 100_000;
    type Order = fn(u64) -> u128;
    let orders: [(&str, f64, Order); 5] = [
        ("random", 42.0, scatter),
        ("ascending", 34.0, u128::from),
        ("descending", 36.0, |number| u128::from(DOCUMENTS - number)),
        ("many series, each ascending", 40.0, |number| {
            u128::from(number % 100) << 64 | u128::from(number)
        }),
        // Each of these runs goes before the last one, so each meets the end of the same leaf.
        ("short runs, each before the last", 36.0, |number| {
            u128::from((DOCUMENTS - number / 7) * 7 + number % 7)
        }),
    ];
    for (name, bytes_max, key_of) in orders {
        let mut index = Index::default();
        let mut most: f64 = 0.0;
        for number in 0..DOCUMENTS {
            index.insert(&key_of(number), Place::default());
            // Fill swings as leaves of one age fill up together.
            if number >= DOCUMENTS / 2 && number % 5000 == 4999 {
                most = most.max(bytes_each(&index));
            }
        }
        println!("{name}: {most:.1} bytes");
        assert!(most <= bytes_max, "{name}: {most}");
    }
}

#[test]
fn a_long_key_costs_its_text_and_at_most_20_bytes() {
    const DOCUMENTS: u64 = 50_000;
    // How many documents there are of one tenant: many share most of their key, or none do.
    for each in [1, 1000] {
        let mut tree = ByteTree::default();
        let mut text_bytes = 0;
        for number in 0..DOCUMENTS {
            let number = number.wrapping_mul(0x9E37_79B1) % DOCUMENTS;
            let (tenant, order) = (scatter(number / each), number % each);
            let uuid = format!("{:08x}-{:04x}-{tenant:022x}", tenant >> 64, tenant >> 48 & 0xFFFF);
            text_bytes += format!("tenants/{uuid}/orders-{order}").len();
            let number = [&[3][..], &(order as u16).to_be_bytes()].concat();
            tree.insert(
                &[format!("tenants/{uuid}/orders-").as_bytes(), &number].concat(),
                Place::default(),
            );
        }
        let (each_key, text) = (bytes_each(&tree), text_bytes as f64 / tree.len() as f64);
        println!("{each} of a tenant: {each_key:.1} bytes for {text:.1} of text");
        assert_eq!(tree.len() as u64, DOCUMENTS);
        assert!(each_key <= text + 20.0, "{each_key}");
    }
}

#[test]
fn removing_most_documents_frees_most_of_the_memory() {
    let mut index = Index::default();
    for number in 0..100_000 {
        index.insert(&scatter(number), Place::default());
    }
    for survivor in [2, 10, 100, 10_000] {
        (0..100_000).filter(|number| number % survivor != 0).for_each(|number| {
            index.remove(&scatter(number));
        });
        let each = bytes_each(&index);
        println!("one in {survivor}: {each:.1} bytes");
        assert!(each <= 72.0 || index.len() < 32, "one in {survivor} left: {each}");
    }
}

#[test]
fn churn_does_not_leave_a_sparse_tree() {
    const WINDOW: u64 = 20_000;
    let mut index = Index::default();
    for number in 0..WINDOW * 10 {
        index.insert(&scatter(number), Place::default());
        if let Some(old) = number.checked_sub(WINDOW) {
            index.remove(&scatter(old));
        }
    }
    let each = bytes_each(&index);
    println!("random window: {each:.1} bytes");
    assert!(each <= 56.0, "{each}");

    for number in 0..WINDOW * 5 {
        index.insert(&u128::from(number), Place::default());
        if let Some(old) = number.checked_sub(WINDOW) {
            index.remove(&u128::from(old));
        }
    }
    assert!(bytes_each(&index) <= 56.0);
}
