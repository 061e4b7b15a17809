// One Rust value of every kind that the formatters know, some of them not yet set at the stop.
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

mod key {
    #[derive(Debug)]
    pub struct Key(pub [u8; 16]);
}
mod revision {
    #[derive(Debug)]
    pub struct Revision(pub u64);
}
mod value {
    use std::sync::Arc;
    #[derive(Debug)]
    pub struct Value(pub Arc<[u8]>);
}
mod error {
    use crate::revision::Revision;
    #[derive(Debug)]
    #[allow(dead_code)]
    pub enum Error {
        KeyNoSeparator,
        KeyTooShort { length: usize },
        RevisionConflict { expected: Revision, actual: Revision },
    }
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

extern "C" {
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
    let document_key = key::Key(*b"abcdefgh\0\0\0\0\0\0\0\x2a");
    let last_revision = revision::Revision(7);
    let document = value::Value(Arc::from(&b"{\"title\":\"Hello\"}"[..]));
    let no_separator = error::Error::KeyNoSeparator;
    let too_short = error::Error::KeyTooShort { length: 3 };
    let conflict = error::Error::RevisionConflict { expected: revision::Revision(1), actual: revision::Revision(2) };
    let late: String;
    let late_vec: Vec<String>;
    let late_map: HashMap<String, String>;
    let late_tree: BTreeMap<u32, u32>;
    let late_shape: Shape;
    // SAFETY: it touches no memory of ours.
    unsafe { umask(0o22) };
    late = "later".into();
    late_vec = Vec::new();
    late_map = HashMap::new();
    late_tree = BTreeMap::new();
    late_shape = Shape::Unit;
    println!("{text}{empty}{slice}{}{numbers:?}{part:?}{no_numbers:?}{many:?}{some:?}{none:?}{some_text:?}", long.len());
    println!("{some_empty:?}{no_text:?}{some_box:?}{no_box:?}{good:?}{bad:?}{circle:?}{named:?}{unit:?}{pair:?}{plain:?}");
    println!("{map:?}{set:?}{tree:?}{deque:?}{arc}{rc}{mutex:?}{shared_mutex:?}{lock:?}{cell:?}{ref_cell:?}{path:?}");
    println!("{bytes:?}{boxed_slice:?}{document_key:?}{last_revision:?}{document:?}{no_separator:?}{too_short:?}{conflict:?}");
    println!("{late}{late_vec:?}{late_map:?}{late_tree:?}{late_shape:?}");
}
