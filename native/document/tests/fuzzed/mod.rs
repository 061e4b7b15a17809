//! What the fuzz targets of texts do with bytes. The corpus is replayed by an ordinary test as well.
#![allow(dead_code, reason = "each target uses one of them")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a surprise is what is looked for"
)]

use bimetal_document::{BatchText, EntriesForm, EntriesText, Limits, TextEntry, TextFault, Timestamp, Write};

/// Takes any bytes.
type Target = fn(&[u8]);

/// The name of a target and what it does.
pub const TARGETS: [(&str, Target); 2] = [("batch", batch), ("entries", entries)];

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

/// A text is no batch, and the fault lies in it, or each of its operations is one write of the batch, with its value as it stands
/// in the text.
pub fn batch(bytes: &[u8]) {
    let read = match BatchText::parse(bytes, &Limits::default(), NOW) {
        Ok(read) => read,
        Err(fault) => {
            assert!(fault.offset <= bytes.len() as u64, "{fault}");
            return;
        }
    };
    assert_eq!(read.operations.iter().count(), read.batch.len());
    for (key, write) in read.batch.writes() {
        let key = key.to_key().unwrap();
        let number = read.operations.number_of(&key).unwrap();
        let operation = read.operations.iter().nth(number).unwrap();
        assert_eq!(operation.removes, matches!(write, Write::Remove));
        if let Write::Put { value, .. } = write {
            stands_in(value.as_bytes(), bytes);
        }
    }
    let results = read.operations.results(|at| at % 2 == 0);
    assert!(results.starts_with("[{\"key\":\"") && results.ends_with("}]"));
}

/// However a text is cut, the same documents are read from it, with their values as they stand in it, or the same fault is found.
pub fn entries(bytes: &[u8]) {
    let Some((first, text)) = bytes.split_first() else {
        return;
    };
    let form = if first & 1 == 0 {
        EntriesForm::Array
    } else {
        EntriesForm::Lines
    };
    let whole = read(form, text, text.len().max(1));
    assert_eq!(read(form, text, usize::from(first >> 1) + 1), whole);
    match whole {
        Ok(entries) => entries.iter().for_each(|entry| stands_in(entry.value.as_bytes(), text)),
        Err(fault) => assert!(fault.offset <= text.len() as u64, "{fault}"),
    }
}

fn read(form: EntriesForm, text: &[u8], piece: usize) -> Result<Vec<TextEntry>, TextFault> {
    let mut limits = Limits::default();
    limits.value_bytes_max = 256;
    let mut reader = EntriesText::new(form, limits);
    let mut found = Vec::new();
    for mut piece in text.chunks(piece) {
        while !piece.is_empty() {
            let (taken, entry) = reader.take(piece, NOW)?;
            assert!(taken > 0);
            found.extend(entry);
            piece = &piece[taken..];
        }
    }
    found.extend(reader.end(NOW)?);
    Ok(found)
}

fn stands_in(value: &[u8], text: &[u8]) {
    assert!(text.windows(value.len()).any(|window| window == value));
}
