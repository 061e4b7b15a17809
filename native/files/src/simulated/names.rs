//! The names in one folder: those that can be seen, those on the platter, and what lies between.

use std::collections::BTreeMap;

use super::node::Fate;
use super::random::Random;

/// A file's number on its disk.
pub(super) type NodeNumber = usize;

#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    seen: BTreeMap<String, NodeNumber>,
    durable: BTreeMap<String, NodeNumber>,
    pending: Vec<Pending>,
}

/// What happens to names as one.
#[derive(Clone, Debug)]
struct Pending {
    gone: Option<String>,
    there: Option<(String, NodeNumber)>,
}

impl Names {
    pub(super) fn get(&self, name: &str) -> Option<NodeNumber> {
        self.seen.get(name).copied()
    }

    pub(super) fn list(&self) -> impl Iterator<Item = &String> {
        self.seen.keys()
    }

    /// The files that have a name.
    pub(super) fn seen(&self) -> impl Iterator<Item = NodeNumber> + '_ {
        self.seen.values().copied()
    }

    /// The files that have a name, or may have it again after a power cut.
    pub(super) fn nodes(&self) -> impl Iterator<Item = NodeNumber> + '_ {
        self.seen.values().chain(self.durable.values()).copied()
    }

    pub(super) fn insert(&mut self, name: &str, node: NodeNumber) {
        self.apply(Pending {
            gone: None,
            there: Some((name.to_owned(), node)),
        });
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.apply(Pending {
            gone: Some(name.to_owned()),
            there: None,
        });
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) -> bool {
        let Some(node) = self.get(from) else { return false };
        self.apply(Pending {
            gone: Some(from.to_owned()),
            there: Some((to.to_owned(), node)),
        });
        true
    }

    pub(super) fn sync(&mut self) {
        self.pending.clear();
        self.durable = self.seen.clone();
    }

    pub(super) fn cut_power(&mut self, fate: Fate, random: &mut Random) {
        let share = random.between(0, 8);
        for pending in std::mem::take(&mut self.pending) {
            let kept = match fate {
                Fate::Lost => false,
                Fate::Kept => true,
                Fate::Any => random.below(8) < share,
            };
            if kept {
                pending.apply(&mut self.durable);
            }
        }
        self.seen = self.durable.clone();
    }

    fn apply(&mut self, pending: Pending) {
        pending.apply(&mut self.seen);
        self.pending.push(pending);
    }
}

impl Pending {
    fn apply(&self, names: &mut BTreeMap<String, NodeNumber>) {
        if let Some(gone) = &self.gone {
            names.remove(gone);
        }
        if let Some((name, node)) = &self.there {
            names.insert(name.clone(), *node);
        }
    }
}
