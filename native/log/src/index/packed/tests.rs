use super::*;

/// Keys in order, whose heads are alike or not, with and without a prefix.
fn keys(count: usize, prefix: &[u8]) -> Vec<Vec<u8>> {
    let mut keys: Vec<Vec<u8>> = (0..count)
        .map(|number| match number % 4 {
            0 => [prefix, &vec![0xFF; number + 1]].concat(),
            1 => [prefix, &vec![0x00; number / 2]].concat(),
            _ => [prefix, &[number as u8 / 16 * 32, 7, number as u8]].concat(),
        })
        .collect();
    keys.sort();
    keys
}

fn list_of(keys: &[Vec<u8>]) -> Packed<64> {
    let mut list = Packed::new();
    keys.iter().for_each(|key| list.insert(list.len(), key));
    list.whole();
    list
}

#[test]
fn a_key_is_found_or_its_place_is_for_every_length() {
    for (count, prefix) in (0..=64).flat_map(|count| [(count, &b""[..]), (count, b"users/\xFF\x00")]) {
        let keys = keys(count, prefix);
        let list = list_of(&keys);
        let near = keys.iter().flat_map(|key| {
            let shorter = key.split_last().map_or(&[][..], |(_, rest)| rest);
            [
                key.clone(),
                shorter.to_vec(),
                [key, &[0][..]].concat(),
                [key, &[0xFF][..]].concat(),
            ]
        });
        for key in near.chain([vec![], vec![0xFF; 80], b"users".to_vec(), b"users0".to_vec()]) {
            assert_eq!(list.find(&key), keys.binary_search(&key), "{key:?} of {keys:?}");
            let position = keys.iter().skip(1).filter(|other| **other <= key).count();
            assert!(count == 0 || list.position(&key) == position, "{key:?} of {keys:?}");
        }
    }
}

#[test]
fn a_list_stays_in_order_and_whole_as_keys_come_and_go_anywhere() {
    let keys = keys(64, b"tenants/");
    let mut list: Packed<64> = Packed::new();
    for number in 0..keys.len() {
        let key = &keys[number * 29 % 64];
        let at = list.find(key).unwrap_err();
        list.insert(at, key);
        list.whole();
    }
    assert!(list.keys().map(|key| key.to_vec()).eq(keys.iter().cloned()));
    for number in 0..keys.len() {
        let at = list.find(&keys[number * 37 % 64]).unwrap();
        list.remove(at);
        list.whole();
    }
    assert_eq!((list.len(), list.find(b"")), (0, Err(0)));
}

#[test]
fn what_all_keys_begin_with_is_stored_once() {
    let list = list_of(&[b"tenants/a-1".to_vec(), b"tenants/a-2".to_vec()]);
    assert_eq!((list.prefix(), list.bytes.len()), (&b"tenants/a-"[..], 12));
    let list = list_of(&[b"tenants/a-1".to_vec(), b"tenants/a-2".to_vec(), b"tenants/b".to_vec()]);
    assert_eq!(list.prefix(), b"tenants/");
}

#[test]
fn a_separator_is_as_short_as_can_be() {
    let check = |last: &str, first: &str, separator: &str| {
        let [left, right] = [last, first].map(|key| list_of(&[key.into()]));
        assert_eq!(Packed::separator(&left, &right), separator.as_bytes());
    };
    check("a", "b", "b");
    check("", "tenants/1", "t");
    check("tenants/1/x", "tenants/2/y", "tenants/2");
    check("tenants", "tenants/1", "tenants/");
    check("tenants/", "tenants/1", "tenants/1");
}

#[test]
fn a_key_in_two_pieces_sorts_and_equals_like_the_one_that_it_is() {
    let whole: [&[u8]; 7] = [b"", b"a", b"a\0", b"ab", b"ab/1", b"ab/2", b"b"];
    let split = |key: &'static [u8], at: usize| PackedKey {
        prefix: &key[..at],
        suffix: &key[at..],
    };
    for (one, other) in whole
        .iter()
        .flat_map(|one| whole.iter().map(move |other| (*one, *other)))
    {
        for at in 0..=one.len() {
            let key = split(one, at);
            assert_eq!((key.compare(other), key == *other), (one.cmp(other), one == other));
            assert_eq!(
                (key.to_vec(), key.len(), key.is_empty()),
                (one.to_vec(), one.len(), one.is_empty())
            );
            assert_eq!(key.common(other), common(one, other));
            for other_at in 0..=other.len() {
                assert_eq!(key.cmp(&split(other, other_at)), one.cmp(other));
            }
        }
    }
}
