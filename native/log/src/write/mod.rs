//! Writing commit groups.

mod apply;
pub(crate) mod writer;
