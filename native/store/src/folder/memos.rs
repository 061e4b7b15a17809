//! Small texts that all handles on a folder see, in memory alone.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bimetal_locks::{Mutex, lock};

/// What the handles on one folder tell each other, whatever threads they are used on: who is at work on something, say. A
/// memo ends with the last handle. LIMIT: whoever adds memos bounds how many there are.
#[derive(Default)]
pub(crate) struct Memos {
    texts: Mutex<HashMap<String, String>>,
}

impl Memos {
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        lock(&self.texts).get(name).cloned()
    }

    /// Adds a memo where there is none of that name. What is there already stays, and is returned: of many who add at the
    /// same time, one is told `None`.
    pub(crate) fn add(&self, name: String, text: String) -> Option<String> {
        match lock(&self.texts).entry(name) {
            Entry::Occupied(there) => Some(there.get().clone()),
            Entry::Vacant(free) => {
                free.insert(text);
                None
            }
        }
    }

    /// Removes a memo, and says whether there was one.
    pub(crate) fn remove(&self, name: &str) -> bool {
        lock(&self.texts).remove(name).is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    #[test]
    fn of_many_who_add_a_memo_at_once_one_does() {
        let memos = Memos::default();
        let begin = Barrier::new(4);
        let refusals = thread::scope(|scope| {
            let adding: Vec<_> = (0..4)
                .map(|number| {
                    let (memos, begin) = (&memos, &begin);
                    scope.spawn(move || {
                        begin.wait();
                        memos.add("turn".to_owned(), number.to_string())
                    })
                })
                .collect();
            adding
                .into_iter()
                .filter_map(|thread| thread.join().unwrap())
                .collect::<Vec<_>>()
        });
        let there = memos.get("turn").unwrap();
        assert_eq!(refusals, vec![there; 3]);
    }

    #[test]
    fn a_memo_that_was_removed_can_be_added_again() {
        let memos = Memos::default();
        assert_eq!(memos.add("turn".to_owned(), "one".to_owned()), None);
        assert!(memos.remove("turn"));
        assert!(!memos.remove("turn"));
        assert_eq!(memos.get("turn"), None);
        assert_eq!(memos.add("turn".to_owned(), "two".to_owned()), None);
    }
}
