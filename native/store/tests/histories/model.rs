//! What the engine should hold.

use std::collections::BTreeMap;

use bimetal_document::{Key, Value};

/// A document: its revision, its expiry and its text.
pub type Document = (u64, Option<u64>, Value);
pub type Documents = BTreeMap<Key, Document>;

/// The writes of one batch.
pub type Writes = BTreeMap<Key, Option<(Value, Option<u64>)>>;

/// The documents, and how they came to be.
#[derive(Clone, Default)]
pub struct Model {
    pub documents: Documents,
    pub revision: u64,
    /// What the store was filled with, and the revision of that.
    filled: (u64, Documents),
    /// The batch of each revision after that.
    log: Vec<Writes>,
}

impl Model {
    /// A store that was filled with these documents.
    pub fn filled(&self) -> Model {
        Model {
            filled: (self.revision, self.documents.clone()),
            log: Vec::new(),
            ..self.clone()
        }
    }

    pub fn commit(&mut self, writes: Writes) {
        self.revision += 1;
        write(&mut self.documents, self.revision, &writes);
        self.log.push(writes);
    }

    /// The documents as of an earlier revision.
    pub fn at(&self, revision: u64) -> Documents {
        let (filled, mut documents) = self.filled.clone();
        for (revision, writes) in (filled + 1..=revision).zip(&self.log) {
            write(&mut documents, revision, writes);
        }
        documents
    }

    /// Takes batches back, which nobody was promised.
    pub fn back_to(&mut self, revision: u64) {
        self.documents = self.at(revision);
        self.log.truncate((revision - self.filled.0) as usize);
        self.revision = revision;
    }

    /// What changed after a revision: key, revision, and whether there is a document.
    pub fn changes(&self, since: u64) -> impl Iterator<Item = (&Key, u64, bool)> {
        let log = (self.filled.0 + 1..)
            .zip(&self.log)
            .skip_while(move |(revision, _)| *revision <= since);
        log.flat_map(|(revision, writes)| writes.iter().map(move |(key, write)| (key, revision, write.is_some())))
    }
}

fn write(documents: &mut Documents, revision: u64, writes: &Writes) {
    for (key, write) in writes {
        match write {
            Some((value, expires)) => documents.insert(key.clone(), (revision, *expires, value.clone())),
            None => documents.remove(key),
        };
    }
}
