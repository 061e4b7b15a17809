//! Changes and documents as text, in pieces that go into one buffer.

use bimetal_store::{ChangeRef, ChangeValue, DocumentRef, KeyRef, Revision};

/// What the text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Server-sent events. An event ends where the next one begins, or its batch.
    Events,
    /// Members of a JSON array.
    Array,
}

/// What a change has beside its key and its value, and a batch at its end.
const AROUND_BYTES: usize = 160;

/// A buffer that text is appended to.
pub(crate) struct EventText<'a>(pub(crate) &'a mut Vec<u8>);

impl EventText<'_> {
    /// The most bytes that a change takes, but for the line ends inside its value.
    pub(crate) fn bytes_max(change: &ChangeRef<'_>, values: bool) -> usize {
        let value = match change.value {
            ChangeValue::Put(value) if values => value.len(),
            _ => 0,
        };
        AROUND_BYTES + change.key.json_bytes_max() + value
    }

    /// `{"key":…,"revision":…,"value":…}`, or with `"removed":true`, or with `"superseded":true`. As an event it is not ended.
    pub(crate) fn change(&mut self, change: &ChangeRef<'_>, values: bool, form: Form) {
        self.begin_change(change, form);
        match change.value {
            ChangeValue::Removed => self.0.extend_from_slice(b",\"removed\":true"),
            ChangeValue::Superseded if values => self.0.extend_from_slice(b",\"superseded\":true"),
            ChangeValue::Put(value) if values => self.value(value, form),
            ChangeValue::Put(_) | ChangeValue::Superseded => {}
        }
        self.end_change(form);
    }

    /// `{"key":…,"revision":…,"removed":true,"left":true}`: the document is there, but not like what is followed. Not ended either.
    pub(crate) fn left(&mut self, change: &ChangeRef<'_>, form: Form) {
        self.begin_change(change, form);
        self.0.extend_from_slice(b",\"removed\":true,\"left\":true");
        self.end_change(form);
    }

    /// A whole event of a document: `{"key":…,"revision":…,"value":…}`.
    pub(crate) fn document(&mut self, key: KeyRef<'_>, document: &DocumentRef<'_>, values: bool) {
        self.0.extend_from_slice(b"event: document\ndata: ");
        self.key_and_revision(key, document.revision);
        if values {
            self.value(document.value, Form::Events);
        }
        self.0.extend_from_slice(b"}\n\n");
    }

    pub(crate) fn comma(&mut self) {
        self.0.push(b',');
    }

    /// Ends an event that others of its batch follow.
    pub(crate) fn end_of_event(&mut self) {
        self.0.push(b'\n');
    }

    /// Ends the last event of a batch: from its id on a reader can go on.
    pub(crate) fn end_of_batch(&mut self, revision: Revision) {
        self.0.extend_from_slice(b"id: ");
        self.revision(revision);
        self.0.extend_from_slice(b"\n\n");
    }

    fn begin_change(&mut self, change: &ChangeRef<'_>, form: Form) {
        if form == Form::Events {
            self.0.extend_from_slice(b"event: change\ndata: ");
        }
        self.key_and_revision(change.key, change.revision);
    }

    fn end_change(&mut self, form: Form) {
        self.0.push(b'}');
        if form == Form::Events {
            self.0.push(b'\n');
        }
    }

    fn key_and_revision(&mut self, key: KeyRef<'_>, revision: Revision) {
        self.0.extend_from_slice(b"{\"key\":");
        key.write_json(|piece| self.0.extend_from_slice(piece));
        self.0.extend_from_slice(b",\"revision\":\"");
        self.revision(revision);
        self.0.push(b'"');
    }

    fn revision(&mut self, revision: Revision) {
        self.0.extend_from_slice(revision.get().to_string().as_bytes());
    }

    fn value(&mut self, value: &[u8], form: Form) {
        self.0.extend_from_slice(b",\"value\":");
        let ends_line = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let has_lines = form == Form::Events && value.iter().fold(false, |found, byte| found | ends_line(byte));
        if !has_lines {
            self.0.extend_from_slice(value);
            return;
        }
        // Every line of an event's data has its own `data:`. A line end in JSON lies between its tokens, so that it may be any.
        let mut lines = value.split(ends_line).filter(|line| !line.is_empty());
        self.0.extend_from_slice(lines.next().unwrap_or_default());
        for line in lines {
            self.0.extend_from_slice(b"\ndata: ");
            self.0.extend_from_slice(line);
        }
    }
}
