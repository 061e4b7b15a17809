//! Filling a store from another one, and backups.

use std::ops::ControlFlow;
use std::path::PathBuf;

use bimetal_engine::Engine;
use bimetal_files::simulated::{Random, SimulatedDisk, Stop};
use bimetal_log::LogEngine;

use super::Kind;
use super::history::History;
use super::model::Model;
use super::reading::compare_all;
use super::steps::apply;

impl History {
    /// Fills the new store with the documents of another one. That is done or not, also when the process ends meanwhile.
    pub fn fill(&mut self, random: &mut Random) {
        let elsewhere = SimulatedDisk::new(random.number());
        let source = LogEngine::open(elsewhere.folder(&self.folder), self.options.clone()).unwrap();
        let mut model = Model::default();
        for _ in 0..random.between(1, 12) {
            for writes in self.group(random) {
                apply(&source, model.revision, std::slice::from_ref(&writes)).unwrap();
                model.commit(writes);
            }
        }
        if self.kind != Kind::Damage && random.one_in(2) {
            self.disk.stop_after(
                random.below(60),
                if random.one_in(3) { Stop::Process } else { Stop::Power },
            );
        }
        let snapshot = source.snapshot().unwrap();
        let outcome = self
            .engine()
            .fill(snapshot.as_ref(), &mut |_, _| ControlFlow::Continue(()));
        self.note(|| {
            format!(
                "fill with {} documents at revision {}: {outcome:?}",
                model.documents.len(),
                model.revision
            )
        });
        self.counts.fills += 1;
        if self.excuse(outcome).is_some() {
            self.model = model.filled();
            return;
        }
        self.filling = Some(model.filled());
        self.end_process(if random.one_in(2) { Stop::Power } else { Stop::Process });
        self.open(random);
    }

    pub fn backup(&mut self, random: &mut Random) {
        self.backups_made += 1;
        let folder = PathBuf::from(format!("/backup-{}", self.backups_made));
        let outcome = self
            .engine()
            .backup(&self.disk.folder(&folder), &mut |_, _| ControlFlow::Continue(()));
        let Some(revision) = self.excuse(outcome) else { return };
        self.note(|| format!("backup of revision {revision}"));
        self.counts.backups += 1;
        assert_eq!(revision.get(), self.model.revision, "the revision of a backup");
        self.backups
            .push((folder, revision.get(), self.model.documents.clone()));
        if random.one_in(2) {
            self.open_backups();
        }
    }

    /// Opens the backups: a power cut must not harm one that is done.
    pub fn open_backups(&mut self) {
        for (folder, revision, documents) in std::mem::take(&mut self.backups) {
            let engine = LogEngine::open(self.disk.folder(&folder), self.options.clone());
            let Some(engine) = self.excuse(engine) else { return };
            let Some(snapshot) = self.excuse(engine.snapshot()) else {
                return;
            };
            assert_eq!(snapshot.revision().get(), revision, "the revision of a backup");
            self.excuse(compare_all(snapshot.as_ref(), &documents));
            let report = engine.check(&mut |_, _| std::ops::ControlFlow::Continue(()));
            let Some(report) = self.excuse(report) else { return };
            if self.fault.is_none() && self.disk.stopped().is_none() {
                assert_eq!(report.problems, [""; 0], "the check of a backup");
            }
        }
    }
}
