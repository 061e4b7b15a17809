//! What is wrong in a text of many writes, and where.

use std::fmt;

use crate::detail::Detail;
use crate::error::Error;

/// What is wrong in a text of many writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// What has a number: `operation`, counted from 0; `line` or `entry`, counted from 1.
    pub part: &'static str,
    /// Which one; `None` where the fault is of the text as a whole.
    pub number: Option<u64>,
    /// The byte of the text at which the fault is, or at which the part begins.
    pub offset: u64,
    /// What is wrong.
    pub error: Error,
}

impl TextFault {
    /// The values that the fault carries, by name.
    pub fn details(&self) -> Vec<(&'static str, Detail)> {
        let mut details = self.error.details();
        details.retain(|(name, _)| *name != "offset");
        details.push(("offset", Detail::Number(self.offset)));
        details.extend(self.number.map(|number| (self.part, Detail::Number(number))));
        details
    }
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(number) = self.number {
            write!(f, "{} {number}, byte {} of the text: ", self.part, self.offset)?;
        }
        self.error.fmt(f)
    }
}

impl std::error::Error for TextFault {}

/// The place of an error within the text that it was found in.
pub(crate) fn offset_of(error: &Error) -> usize {
    let details = error.details();
    let offset = details.iter().find(|(name, _)| *name == "offset");
    match offset {
        Some((_, Detail::Number(offset))) => usize::try_from(*offset).unwrap_or(usize::MAX),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detail::number;

    #[test]
    fn a_fault_names_its_part_and_its_place_once() {
        let error = Error::ValueNotUtf8 { offset: 3 };
        let fault = TextFault {
            part: "line",
            number: Some(7),
            offset: 103,
            error,
        };
        assert!(
            fault.to_string().starts_with("line 7, byte 103 of the text: the value"),
            "{fault}"
        );
        assert_eq!(fault.details(), [("offset", number(103)), ("line", number(7))]);
        assert_eq!(offset_of(&fault.error), 3);
    }
}
