//! Taking in documents as one long text.

use bimetal_document::{
    Batch, Condition, EntriesForm, EntriesText, Error, Key, KeyRef, Limits, NoteName, TextEntry, TextFault, Timestamp,
    Value,
};

/// LIMIT: the documents of one batch of an import.
const BATCH_DOCUMENTS_MAX: usize = 1000;

/// LIMIT: the bytes of one batch of an import, but for the document that goes beyond them.
const BATCH_BYTES_MAX: usize = 4 << 20;

/// Reads a text of documents that comes in pieces, and makes batches of a bounded size of it, in the order of the text.
#[derive(Debug)]
pub struct Import {
    text: EntriesText,
    limits: Limits,
    /// Whether a document that is there already is refused.
    creates: bool,
    batch: Batch,
    /// The number of the last entry of the batch.
    last: u64,
    /// The number of the last entry that is passed over.
    passed: u64,
    /// The keys of the batch with the numbers of their entries, where they may be refused.
    numbers: Vec<(Key, u64)>,
    /// Those of the batch that was taken last.
    taken: Vec<(Key, u64)>,
    /// What the batch has no room for.
    held: Option<TextEntry>,
}

impl Import {
    /// Begins to read. Entries up to a number are passed over: 0, none of them. They are checked like all others.
    pub fn new(form: EntriesForm, creates: bool, passed: u64, limits: Limits) -> Import {
        Import {
            text: EntriesText::new(form, limits),
            limits,
            creates,
            batch: Batch::new(limits),
            last: passed,
            passed,
            numbers: Vec::new(),
            taken: Vec::new(),
            held: None,
        }
    }

    /// Takes bytes until the batch is full. Returns how many.
    pub fn take(&mut self, bytes: &[u8]) -> Result<usize, TextFault> {
        let now = Timestamp::now();
        let mut at = 0;
        while !self.is_full()
            && let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty())
        {
            let (taken, entry) = self.text.take(rest, now)?;
            at += taken;
            entry.map_or(Ok(()), |entry| self.add(entry))?;
        }
        Ok(at)
    }

    /// The text has ended. The batch may be full then, and another one follow.
    pub fn end(&mut self) -> Result<(), TextFault> {
        let last = self.text.end(Timestamp::now())?;
        last.map_or(Ok(()), |entry| self.add(entry))
    }

    /// Whether there is a document already that the batch has no room for, so that another batch follows.
    pub fn has_more(&self) -> bool {
        self.held.is_some()
    }

    /// Whether the batch must be taken before there is room for more.
    pub fn is_full(&self) -> bool {
        self.held.is_some() || self.batch.len() >= BATCH_DOCUMENTS_MAX || self.batch.bytes() >= BATCH_BYTES_MAX
    }

    /// The documents of the batch.
    pub fn len(&self) -> usize {
        self.batch.len()
    }

    /// Whether the batch has no documents.
    pub fn is_empty(&self) -> bool {
        self.batch.is_empty()
    }

    /// The number of the line or entry up to which the batch goes.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The keys of the batch.
    pub fn keys(&self) -> impl Iterator<Item = KeyRef<'_>> {
        self.batch.writes().map(|(key, _)| key)
    }

    /// Puts a note into the batch, which counts as a document from then on: it is to be taken next.
    pub fn put_note(&mut self, name: &NoteName, value: Value) -> Result<(), Error> {
        self.batch.put_note(name, value)
    }

    /// Takes the batch, and begins another.
    pub fn next_batch(&mut self) -> Result<Batch, TextFault> {
        let batch = std::mem::replace(&mut self.batch, Batch::new(self.limits));
        self.taken = std::mem::take(&mut self.numbers);
        if let Some(entry) = self.held.take() {
            self.add(entry)?;
        }
        Ok(batch)
    }

    /// The number of the line or entry that had a key, in the batch that was taken last.
    pub fn number_of(&self, key: &Key) -> Option<u64> {
        let found = self.taken.iter().find(|(other, _)| other == key);
        found.map(|(_, number)| *number)
    }

    fn add(&mut self, entry: TextEntry) -> Result<(), TextFault> {
        if entry.number <= self.passed {
            return Ok(());
        }
        let documents = self.batch.len();
        let value = entry.value.clone();
        let put = match entry.expires {
            Some(expires) => self.batch.put_until(&entry.key, value, expires),
            None => self.batch.put(&entry.key, value),
        };
        match put {
            Ok(()) => {}
            Err(Error::BatchTooLarge { .. }) if documents > 0 && self.held.is_none() => {
                self.held = Some(entry);
                return Ok(());
            }
            Err(error) => return Err(self.text.fault_of(&entry, error)),
        }
        self.last = entry.number;
        if self.creates {
            self.require_new(&entry, documents)?;
        }
        Ok(())
    }

    /// Lets the batch commit only where the entry's key is new, in the batch as well, which had so many documents before it.
    fn require_new(&mut self, entry: &TextEntry, documents: usize) -> Result<(), TextFault> {
        const TWICE: Error = Error::EntryInvalid {
            reason: "its key was in the text before, and nothing is to be replaced",
        };
        if self.batch.len() == documents {
            return Err(self.text.fault_of(entry, TWICE));
        }
        let required = self.batch.require(&entry.key, Condition::Absent);
        required.map_err(|error| self.text.fault_of(entry, error))?;
        self.numbers.push((entry.key.clone(), entry.number));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(numbers: std::ops::Range<u64>) -> String {
        numbers
            .map(|number| format!("{{\"key\":\"a-{number}\",\"value\":{number}}}\n"))
            .collect()
    }

    #[test]
    fn batches_are_bounded_and_follow_the_text() {
        let mut import = Import::new(EntriesForm::Lines, true, 0, Limits::default());
        let text = lines(0..2500);
        let (mut at, mut sizes) = (0, Vec::new());
        while at < text.len() {
            at += import.take(&text.as_bytes()[at..]).unwrap();
            if import.is_full() {
                sizes.push((import.len(), import.last()));
                let batch = import.next_batch().unwrap();
                assert_eq!(batch.conditions().count(), 1000);
            }
        }
        import.end().unwrap();
        assert_eq!(sizes, [(1000, 1000), (1000, 2000)]);
        assert_eq!((import.len(), import.last()), (500, 2500));
        assert_eq!(import.number_of(&Key::parse("a-1500").unwrap()), Some(1501));
        assert_eq!(import.number_of(&Key::parse("a-2500").unwrap()), None);
    }

    #[test]
    fn what_was_committed_before_is_passed_over_and_the_rest_keeps_its_numbers() {
        let text = lines(0..2500);
        let mut import = Import::new(EntriesForm::Lines, true, 2000, Limits::default());
        assert_eq!(import.take(text.as_bytes()).unwrap(), text.len());
        assert_eq!((import.len(), import.last(), import.is_full()), (500, 2500, false));
        assert_eq!(import.next_batch().unwrap().len(), 500);
        assert_eq!(import.number_of(&Key::parse("a-2000").unwrap()), Some(2001));
        let mut import = Import::new(EntriesForm::Lines, true, 2000, Limits::default());
        let fault = import.take(b"{\"key\":1}\n").unwrap_err();
        assert_eq!(fault.number, Some(1));
        assert_eq!((import.is_empty(), import.last()), (true, 2000));
    }

    #[test]
    fn a_document_that_a_batch_has_no_room_for_is_in_the_next_one() {
        let mut limits = Limits::default();
        limits.batch_bytes_max = 30;
        let mut import = Import::new(EntriesForm::Array, false, 0, limits);
        let value = |byte: &str| format!("{{\"key\":\"{byte}\",\"value\":\"{}\"}}", byte.repeat(20));
        let text = format!("[{},{}]", value("x"), value("y"));
        let taken = import.take(text.as_bytes()).unwrap();
        assert_eq!((import.is_full(), import.has_more()), (true, true));
        assert_eq!((import.len(), taken), (1, text.len() - 1));
        assert_eq!(import.next_batch().unwrap().len(), 1);
        import.take(b"]").unwrap();
        import.end().unwrap();
        assert_eq!((import.has_more(), import.len(), import.last()), (false, 1, 2));
    }

    #[test]
    fn a_key_twice_in_a_text_that_replaces_nothing_is_refused_with_its_line() {
        let text = [lines(0..3), lines(1..2)].concat();
        let mut import = Import::new(EntriesForm::Lines, true, 0, Limits::default());
        let fault = import.take(text.as_bytes()).unwrap_err();
        assert_eq!((fault.number, fault.error.code()), (Some(4), "ENTRY_INVALID"));
        let mut import = Import::new(EntriesForm::Lines, false, 0, Limits::default());
        import.take(text.as_bytes()).unwrap();
        assert_eq!((import.len(), import.last()), (3, 4));
    }
}
