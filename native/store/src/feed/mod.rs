//! Live changes: a ring that all feeds share, who waits for news, and one reader's place.

pub(crate) mod change_feed;
pub(crate) mod hub;
pub(crate) mod mark;
mod member;
mod ring;
pub(crate) mod value_feed;
mod value_ring;
