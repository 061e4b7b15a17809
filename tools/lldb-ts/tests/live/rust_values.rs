// One Rust value of every kind that the formatters know, some of them not yet set at the stop.
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

use bimetal_document::{Error, Key, KeyRef, Limits, Revision, Value};
use bimetal_log::index::PackedKey;
use bimetal_log::index::key::{EntryKey, KeptKey, StoredKey};
use compact_str::CompactString;

#[allow(dead_code)]
#[derive(Debug)]
enum Refusal {
    RevisionConflict { expected: Revision, actual: Revision },
}

#[allow(dead_code)]
#[derive(Debug)]
enum Shape {
    Circle { r: f64 },
    Named(String),
    Unit,
    Pair(u8, Option<String>),
}

#[allow(dead_code)]
#[derive(Debug)]
enum Plain {
    A,
    B,
}

unsafe extern "C" {
    fn umask(mask: u32) -> u32;
}

fn main() {
    let text = String::from("héllo");
    let empty = String::new();
    let slice: &str = &text[3..];
    let long = "x".repeat(5000);
    let numbers = vec![1u32, 2, 3];
    let part: &[u32] = &numbers[1..];
    let no_numbers: Vec<u64> = Vec::new();
    let many: Vec<u8> = vec![7; 100];
    let some = Some(5u32);
    let none: Option<u32> = None;
    let some_text = Some(String::from("in"));
    let some_empty = Some(String::new());
    let no_text: Option<String> = None;
    let some_box: Option<Box<u32>> = Some(Box::new(9));
    let no_box: Option<Box<u32>> = None;
    let good: Result<u32, String> = Ok(7);
    let bad: Result<u32, String> = Err("bad".into());
    let circle = Shape::Circle { r: 1.5 };
    let named = Shape::Named("nm".into());
    let unit = Shape::Unit;
    // The capacity of the text, 2, is also the 32 lower bits of a discriminant.
    let pair = Shape::Pair(3, Some("in".into()));
    let plain = Plain::B;
    let map: HashMap<String, u32> = [("one".to_string(), 1)].into();
    let set: HashSet<u32> = [4].into();
    let tree: BTreeMap<u32, String> = (0..40).map(|i| (i, format!("v{i}"))).collect();
    let deque: VecDeque<u32> = [1, 2].into();
    let arc = Arc::new(text.clone());
    let rc = Rc::new(3u8);
    let mutex = Mutex::new(vec![1u8]);
    let shared_mutex = Arc::new(Mutex::new(5i32));
    let lock = RwLock::new(8u16);
    let cell = Cell::new(4i8);
    let ref_cell = RefCell::new(String::from("rc"));
    let path = PathBuf::from("/tmp/x");
    let bytes: Arc<[u8]> = Arc::from(&b"{}"[..]);
    let boxed_slice: Box<[u32]> = vec![7, 8].into();
    let compact = CompactString::new("inline");
    let compact_empty = CompactString::new("");
    // 24 bytes are kept inline, without room for their number.
    let compact_full = CompactString::new("twenty-four bytes of it!");
    let compact_full_wide = CompactString::new("twenty-four bytes of: é!é");
    let compact_heap = CompactString::new("twenty-five bytes are not");
    let compact_grown = CompactString::from(String::from("short, from a String"));
    let compact_static = CompactString::const_new("a text that the program holds");
    let compact_long = CompactString::new("x".repeat(5000));
    let some_compact = Some(CompactString::new("in"));
    let no_compact: Option<CompactString> = None;
    // The discriminant is in the last byte, and a payload at the first.
    let good_compact: Result<CompactString, u32> = Ok(CompactString::new("in"));
    let bad_compact: Result<CompactString, u32> = Err(7);
    let user_key = Key::parse("users/alice@example.com").unwrap();
    let numbered_key = Key::parse("user-42").unwrap();
    let old_key = Key::parse("abcdefgh-18446744073709551615").unwrap();
    let full_key = Key::parse("twenty-four bytes of it-7").unwrap();
    let heap_key = Key::parse("tenants/6f9619ff-8b86-4d01/orders-1").unwrap();
    let wide_key = Key::parse("Ключ \"🗝\"-0").unwrap();
    let longest_key = Key::parse(&"y".repeat(512)).unwrap();
    let some_key = Some(numbered_key.clone());
    let no_key: Option<Key> = None;
    let key_ref = numbered_key.by_ref();
    let reserved_ref = KeyRef::named(b"\xFFkeys");
    let mut rooms = [Vec::new(), Vec::new(), Vec::new()];
    let [room, heap_room, zero_room] = &mut rooms;
    let short_stored = StoredKey::of(old_key.by_ref(), room);
    let long_stored = StoredKey::of(heap_key.by_ref(), heap_room);
    let zero_stored = StoredKey::of(wide_key.by_ref(), zero_room);
    let short_entry = short_stored.as_entry();
    let long_entry = EntryKey::Long(PackedKey { prefix: b"user", suffix: b"s/alice\0" });
    let short_kept = short_stored.to_kept();
    let long_kept = long_stored.to_kept();
    // What the memory of a key may hold before a key is in it: nothing, no text of any length, a text that is nowhere.
    let garbage = [[0; 64], [0xFF; 64], [216u8; 64]];
    let [zero_compact, wild_compact, lost_compact] = garbage.each_ref().map(|bytes| bytes.as_ptr().cast::<CompactString>());
    let [zero_key, wild_key, lost_key] = garbage.each_ref().map(|bytes| bytes.as_ptr().cast::<Key>());
    let [zero_ref, wild_ref, lost_ref] = garbage.each_ref().map(|bytes| bytes.as_ptr().cast::<KeyRef<'_>>());
    let [zero_kept, wild_kept, lost_kept] = garbage.each_ref().map(|bytes| bytes.as_ptr().cast::<KeptKey>());
    let last_revision = Revision::new(7);
    let document = Value::parse(b"{\"title\":\"Hello\"}", &Limits::default()).unwrap();
    let key_empty = Error::KeyEmpty;
    let key_segment = Error::KeySegment { position: 3 };
    let conflict = Refusal::RevisionConflict { expected: Revision::new(1), actual: Revision::new(2) };
    let late: String;
    let late_vec: Vec<String>;
    let late_map: HashMap<String, String>;
    let late_tree: BTreeMap<u32, u32>;
    let late_shape: Shape;
    let late_compact: CompactString;
    let late_key: Key;
    let late_kept: KeptKey;
    // SAFETY: it touches no memory of ours.
    unsafe { umask(0o22) };
    late = "later".into();
    late_vec = Vec::new();
    late_map = HashMap::new();
    late_tree = BTreeMap::new();
    late_shape = Shape::Unit;
    late_compact = CompactString::new("later");
    late_key = Key::parse("later").unwrap();
    late_kept = StoredKey::of(late_key.by_ref(), &mut Vec::new()).to_kept();
    println!("{text}{empty}{slice}{}{numbers:?}{part:?}{no_numbers:?}{many:?}{some:?}{none:?}{some_text:?}", long.len());
    println!("{some_empty:?}{no_text:?}{some_box:?}{no_box:?}{good:?}{bad:?}{circle:?}{named:?}{unit:?}{pair:?}{plain:?}");
    println!("{map:?}{set:?}{tree:?}{deque:?}{arc}{rc}{mutex:?}{shared_mutex:?}{lock:?}{cell:?}{ref_cell:?}{path:?}");
    println!("{bytes:?}{boxed_slice:?}{last_revision:?}{document:?}{key_empty:?}{key_segment:?}{conflict:?}");
    println!("{compact}{compact_empty}{compact_full}{compact_full_wide}{compact_heap}{compact_grown}{compact_static}");
    println!("{compact_long}{some_compact:?}{no_compact:?}{good_compact:?}{bad_compact:?}{user_key}{numbered_key}{old_key}{full_key}{heap_key}{wide_key}");
    println!("{longest_key}{some_key:?}{no_key:?}{key_ref}{reserved_ref}{short_stored:?}{long_stored:?}{zero_stored:?}");
    println!("{short_entry:?}{long_entry:?}{short_kept:?}{long_kept:?}");
    println!("{zero_compact:?}{wild_compact:?}{lost_compact:?}{zero_key:?}{wild_key:?}{lost_key:?}");
    println!("{zero_ref:?}{wild_ref:?}{lost_ref:?}{zero_kept:?}{wild_kept:?}{lost_kept:?}");
    println!("{late}{late_vec:?}{late_map:?}{late_tree:?}{late_shape:?}{late_compact}{late_key}{late_kept:?}");
}
