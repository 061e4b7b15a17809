//! What is stored, and what is checked on the way in.
//!
//! - A [`Key`] is 16 bytes: 8 printable ASCII characters and a `u64`, written `abcdefgh-42`, in byte order. A
//!   [`KeyRange`] is what lies between two of them.
//! - A [`Value`] is a JSON text, checked within [`Limits`] and kept byte for byte.
//! - A [`Batch`] holds writes and [`Condition`]s; committed, it has a [`Revision`] of its own, and its writes are
//!   [`Change`]s.
//! - A [`Document`] is a value under a key, with the revision that wrote it and the [`Timestamp`] at which it expires.
//!
//! It is not: storage. Nothing here knows a file, a thread or an engine.

mod batch;
mod change;
mod condition;
pub mod detail;
mod document;
mod error;
mod json;
mod key;
mod key_range;
mod limits;
mod revision;
mod timestamp;
mod value;

pub use batch::{Batch, Write};
pub use change::{Change, ChangeKind, Changes};
pub use condition::{Condition, Found};
pub use detail::Detail;
pub use document::{Document, DocumentRef, Entry};
pub use error::{Error, Result};
pub use key::Key;
pub use key_range::KeyRange;
pub use limits::Limits;
pub use revision::Revision;
pub use timestamp::Timestamp;
pub use value::Value;
