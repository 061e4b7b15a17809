//! How entries stand in a text, and where in it a reader is.

/// How the entries stand in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntriesForm {
    /// `[{"key":…,"value":…},…]`, as a list of documents is answered.
    Array,
    /// One in each line. Lines without anything are passed over.
    Lines,
}

/// Where in a text a reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// In a line.
    Line,
    /// Before the array, behind so many bytes of a byte order mark.
    Before { mark: usize },
    /// Before an entry; the first one, or the end of the array, may come.
    Entry { first: bool },
    /// Inside an entry, so many levels deep.
    Inside { depth: usize, quoted: bool, escaped: bool },
    /// Behind an entry.
    Behind,
    /// Behind the array.
    Done,
}

impl State {
    /// Where a text of this form begins.
    pub(crate) fn of(form: EntriesForm) -> State {
        match form {
            EntriesForm::Array => State::Before { mark: 0 },
            EntriesForm::Lines => State::Line,
        }
    }

    /// Whether what comes belongs to an entry.
    pub(crate) fn is_in_entry(self) -> bool {
        matches!(self, State::Line | State::Inside { .. })
    }

    /// Goes to the end of the entry. Returns how many bytes that takes, and whether it ends there.
    pub(crate) fn step_inside(&mut self, bytes: &[u8]) -> (usize, bool) {
        let State::Inside {
            mut depth,
            mut quoted,
            mut escaped,
        } = *self
        else {
            return (0, false);
        };
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        *self = State::Behind;
                        return (at + 1, true);
                    }
                }
                _ => {}
            }
        }
        *self = State::Inside { depth, quoted, escaped };
        (bytes.len(), false)
    }

    /// What follows a byte of the array that belongs to no entry, or begins one; or what is wrong with it.
    pub(crate) fn after(self, byte: u8) -> Result<State, &'static str> {
        match (self, byte) {
            (State::Before { .. }, b'[') => Ok(State::Entry { first: true }),
            (State::Entry { .. }, b'{') => Ok(State::Inside {
                depth: 0,
                quoted: false,
                escaped: false,
            }),
            (State::Behind, b',') => Ok(State::Entry { first: false }),
            (State::Behind | State::Entry { first: true }, b']') => Ok(State::Done),
            (State::Before { .. }, _) => Err("an array of entries begins with [; lines are application/x-ndjson"),
            (State::Entry { .. }, _) => Err("an entry is an object"),
            (State::Behind, _) => Err("a comma or ] follows an entry"),
            _ => Err("nothing follows the array"),
        }
    }
}
