//! Where the long arrays and objects of a text end.

/// The ends of a text's containers, so that passing one again costs no second look at what is in it. Without this, who goes
/// down level by level would read what lies deep once for each level.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    /// Start and end, by start. Ends are behind starts, and what is short is not here: passing it is quick.
    long: Vec<(usize, usize)>,
}

impl Ends {
    /// From starts and ends in any order.
    pub(crate) fn new(mut long: Vec<(usize, usize)>) -> Ends {
        long.sort_unstable();
        Ends { long }
    }

    pub(crate) fn end_of(&self, start: usize) -> Option<usize> {
        let place = self.long.binary_search_by_key(&start, |(start, _)| *start).ok()?;
        self.long.get(place).map(|(_, end)| *end)
    }
}
