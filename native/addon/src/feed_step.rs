//! One step over a feed's text: how far it goes, and what it gives.

use bimetal_store::Revision;

/// How far one step goes.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// The step ends with the change that fills so many bytes. The first change must fit.
    pub(crate) bytes_max: usize,
    /// It ends with the batch in which there are so many changes.
    pub(crate) changes_max: usize,
    pub(crate) until: Option<Revision>,
}

/// What a step gives. The end and the loss of data are values.
pub(crate) enum Part {
    Text(Text),
    /// All changes there are have been given.
    Empty,
    /// The next change has so many bytes, more than were allowed.
    Large(usize),
    Expired,
}

/// The next piece of text: none when none of the changes that were looked at is wanted.
pub(crate) struct Text {
    pub(crate) bytes: Vec<u8>,
    /// Where the body of each change lies in the bytes, without the end of its event.
    pub(crate) changes: Vec<Told>,
    /// Whether the text ends with a batch, so that a reader may go on elsewhere.
    pub(crate) whole: bool,
}

/// One change in a text.
pub(crate) struct Told {
    pub(crate) key: String,
    pub(crate) revision: Revision,
    pub(crate) begin: usize,
    pub(crate) end: usize,
}
