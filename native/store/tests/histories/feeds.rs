//! Reading changes.

use bimetal_document::{ChangeKind, Changes, Revision};
use bimetal_engine::Engine;
use bimetal_files::simulated::Random;

use super::history::{Follower, History};
use super::reading::compare_changes;

impl History {
    pub fn compare_changes(&self, random: &mut Random) {
        let since = random.between(0, self.model.revision);
        let limit = [1, 3, 1000][random.below(3) as usize];
        self.excuse(compare_changes(self.engine(), &self.model, since, limit));
        self.excuse(compare_changes(self.engine(), &self.model, self.model.revision, limit));
    }

    /// Reads on where a feed has come to, or begins one.
    pub fn follow(&mut self, random: &mut Random) {
        let Some(mut follower) = self.follower.take() else {
            let since = random.between(self.model.revision.saturating_sub(20), self.model.revision);
            let reader = self.engine().changes(Revision::new(since));
            let Some(Some(reader)) = self.excuse(reader) else {
                return;
            };
            self.follower = Some(Follower { reader, read: since });
            return;
        };
        let last = random.between(follower.read, self.model.revision);
        let mut expected = self
            .model
            .changes(follower.read)
            .take_while(|(_, revision, _)| *revision <= last)
            .peekable();
        let next = follower.reader.next(Revision::new(last), 1 + random.below(20) as usize);
        match self.excuse(next) {
            Some(Changes::Some(changes)) => {
                for change in &changes {
                    let found = (&change.key, change.revision.get(), change.kind == ChangeKind::Put);
                    assert_eq!(Some(found), expected.next(), "the next change of a feed");
                    follower.read = found.1;
                }
                let within = expected
                    .peek()
                    .is_some_and(|(_, revision, _)| *revision == follower.read);
                assert!(!within, "a feed stops in the middle of a batch");
            }
            Some(Changes::Empty) => assert_eq!(expected.next(), None, "a feed forgets a change"),
            // It has lost its place, or does not know it any more.
            Some(Changes::Expired) | None => return,
        }
        drop(expected);
        self.follower = Some(follower);
    }
}
