//! The end of a process, and the next one's beginning.

use bimetal_engine::Engine;
use bimetal_files::simulated::{DiskFault, Random, Stop, Weather};
use bimetal_log::LogEngine;

use super::Kind;
use super::format_2::turn_back;
use super::history::{History, chain};
use super::reading::compare_all;

/// The most ends that come while a folder is being opened.
const TROUBLES_MAX: u32 = 5;

impl History {
    /// Ends the process as the disk says that it ended, or else like this.
    pub fn end_process(&mut self, stop: Stop) {
        let stop = self.disk.stopped().unwrap_or(stop);
        match stop {
            Stop::Power => self.counts.power_cuts += 1,
            Stop::Process => self.counts.kills += 1,
        }
        self.note(|| format!("end of the process: {stop:?}"));
        self.count_compaction();
        self.disk.restart(stop);
        (self.fault, self.poisoned) = (None, false);
        // What the dead process would have done on its way out reaches the disk no more.
        self.let_go();
        self.engine = None;
    }

    /// Makes the closed folder one that the release before this one wrote.
    pub fn turn_back(&mut self) {
        if self.old && self.disk.stopped().is_none() && self.flips.is_empty() {
            self.clear_weather();
            // The process does not end here: no release has ever done this.
            self.disk.stop_after(u64::MAX, Stop::Process);
            turn_back(self.disk.folder(&self.folder).as_ref());
            self.counts.turned_back += 1;
            self.note(|| "the folder of an earlier release".to_owned());
        }
    }

    /// Opens the folder, whatever else happens meanwhile, and compares what is there.
    pub fn open(&mut self, random: &mut Random) {
        for trouble in 0.. {
            self.was_fault = false;
            if trouble < TROUBLES_MAX && self.kind != Kind::Damage {
                self.make_trouble(random);
            }
            self.tick();
            match LogEngine::open(self.disk.folder(&self.folder), self.options.clone()) {
                Ok(engine) => {
                    self.engine = Some(engine);
                    if self.disk.stopped().is_none() && self.accept() {
                        return;
                    }
                    self.end_process(Stop::Power);
                }
                Err(error) if self.is_excused(&error) => {
                    assert!(
                        self.size.is_none() || self.disk.stopped().is_some(),
                        "a full disk keeps the folder closed: {}",
                        chain(&error)
                    );
                    self.note(|| format!("open failed: {}", chain(&error)));
                    self.clear_weather();
                    if self.disk.stopped().is_some() || random.one_in(2) {
                        self.end_process(if random.one_in(2) { Stop::Power } else { Stop::Process });
                    }
                }
                Err(error) => panic!("the folder does not open: {}", chain(&error)),
            }
        }
    }

    fn make_trouble(&mut self, random: &mut Random) {
        if random.one_in(3) {
            let stop = if random.one_in(3) { Stop::Process } else { Stop::Power };
            self.disk.stop_after(random.below(40), stop);
        }
        if self.kind == Kind::Fault && random.one_in(4) {
            self.change_weather(random);
        }
    }

    pub fn change_weather(&mut self, random: &mut Random) {
        let fault = DiskFault::ALL[random.below(DiskFault::ALL.len() as u64) as usize];
        let one_in = [1, 2, 4, 16][random.below(4) as usize];
        self.note(|| format!("{fault:?}, one call in {one_in}"));
        self.disk.set_weather(Some(Weather { fault, one_in }));
        (self.fault, self.was_fault) = (Some(fault), true);
        self.counts.faults += 1;
    }

    /// Everything that was answered is there, and of the group that was not, some first batches. What has been shown now
    /// must stay. Returns whether that could be looked at.
    fn accept(&mut self) -> bool {
        let Some(snapshot) = self.excuse(self.engine().snapshot()) else {
            return false;
        };
        let revision = snapshot.revision().get();
        if let Some(filled) = self.filling.clone()
            && revision > 0
        {
            assert_eq!(
                revision, filled.revision,
                "the revision of a store that was being filled"
            );
            if self.excuse(compare_all(snapshot.as_ref(), &filled.documents)).is_none() {
                return false;
            }
            self.model = filled;
        }
        self.filling = None;
        let (least, most) = (self.model.revision, self.model.revision + self.pending.len() as u64);
        assert!(
            revision >= least,
            "answered writes are lost: revision {revision} after {least}"
        );
        assert!(revision <= most, "revision {revision}, and there were {most} batches");
        let mut model = self.model.clone();
        let there = (revision - least) as usize;
        self.pending[..there]
            .iter()
            .for_each(|writes| model.commit(writes.clone()));
        if self.excuse(compare_all(snapshot.as_ref(), &model.documents)).is_none() {
            return false;
        }
        self.note(|| format!("open at revision {revision}"));
        let group = std::mem::take(&mut self.pending).into_iter().take(there).collect();
        self.commit(group);
        true
    }
}
