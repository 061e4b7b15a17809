//! The values that an error carries, by name.

/// One value that an error carries.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// A path, a name or a reason. Revisions are texts too: JavaScript's numbers cannot hold them all.
    Text(String),
    /// A count, a size or an offset.
    Number(u64),
}

/// A detail from anything that has a text.
pub fn text(value: impl ToString) -> Detail {
    Detail::Text(value.to_string())
}

/// A detail from a count of this process.
pub fn number(value: usize) -> Detail {
    Detail::Number(value as u64)
}
