//! What is stored, and what is checked on the way in.
//!
//! - A [`Key`] is a text of up to 512 bytes: a name, and a number where it ends in one. A [`KeyRef`] is one that is
//!   borrowed. A [`KeyRange`] is a set of keys, made of [`Span`]s, each from one [`Edge`] between keys to another.
//! - A [`Value`] is a JSON text, checked within [`Limits`] and kept byte for byte.
//! - A [`Batch`] holds writes and [`Condition`]s; committed, it has a [`Revision`] of its own, and its writes are
//!   [`Change`]s.
//! - A [`Document`] is a value under a key, with the revision that wrote it and the [`Timestamp`] at which it expires.
//!
//! It is not: storage. Nothing here knows a file, a thread or an engine.

mod batch;
mod batch_text;
mod change;
mod condition;
mod decimal;
pub mod detail;
mod document;
mod entries_form;
mod entries_text;
mod entry_text;
mod error;
mod json;
mod key;
mod key_range;
mod key_ref;
mod key_rules;
mod limits;
mod moment_text;
mod note_name;
pub mod ordered;
mod revision;
mod span;
mod text_fault;
mod timestamp;
mod value;
mod write;
mod writes;

pub use batch::Batch;
pub use batch_text::{BatchText, Operation, Operations};
pub use change::{Change, ChangeKind, ChangeRef, ChangeStep, ChangeValue, Changes, VisitChanges, Walk, Walked};
pub use condition::{Condition, Found};
pub use detail::Detail;
pub use document::{Document, DocumentRef, Entry};
pub use entries_form::EntriesForm;
pub use entries_text::EntriesText;
pub use entry_text::TextEntry;
pub use error::{Error, Result};
pub use key::Key;
pub use key_range::KeyRange;
pub use key_ref::KeyRef;
pub use limits::Limits;
pub use note_name::NoteName;
pub use revision::Revision;
pub use span::{Edge, Span};
pub use text_fault::TextFault;
pub use timestamp::Timestamp;
pub use value::Value;
pub use write::Write;
