//! Questions to JSON texts, and changes of them, over the text itself.
//!
//! - A [`Pointer`] is a place in a text (RFC 6901).
//! - A [`Filter`] is a question to a text: comparisons of what pointers lead to.
//! - [`Fields`] are the parts of a text that somebody wants.
//! - A [`Patch`] is a change of a text, as RFC 7396 or RFC 6902 writes it.
//!
//! All work on the bytes of texts that were checked, as [`bimetal_document::Value`] does it: no tree is built, what nobody
//! asks for is passed over, and what is not touched keeps its bytes. Nothing recurses as deep as a text does.
//!
//! It is not: a check of JSON. A text that was not checked gives nonsense, though never a panic.
//!
//! ```
//! use bimetal_json::{Fields, Filter, Pointer};
//! # fn main() -> bimetal_json::Result<()> {
//! let text = br#"{"name":"Ren\u00e9e","age":34.0,"city":"Bern"}"#;
//! assert!(Filter::parse(r#"/age ge 21 and (/city in ["Bern", "Basel"] or not /tags exists)"#)?.holds(text));
//!
//! let mut picked = Vec::new();
//! Fields::new(vec![Pointer::parse("/age")?])?.project(text, &mut picked);
//! assert_eq!(picked, br#"{"age":34.0}"#);
//! # Ok(())
//! # }
//! ```

mod ends;
mod equal;
mod error;
mod fields;
mod filter;
mod number;
mod parts;
mod patch;
mod pointer;
mod scan;
mod steps;
mod text;

pub use error::{Error, Result};
pub use fields::Fields;
pub use filter::Filter;
pub use patch::{Patch, PatchKind};
pub use pointer::Pointer;
