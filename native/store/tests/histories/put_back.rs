//! An operator who puts a copy of the folder back, and leaves the checkpoint of what came after it.

use bimetal_files::Files;
use bimetal_files::simulated::{Random, Stop};

use super::Kind;
use super::history::History;
use super::model::Model;

const CHECKPOINT: &str = "bimetal.index";

/// The files of a closed folder, and what is in them.
pub struct Copied {
    files: Vec<(String, Vec<u8>)>,
    model: Model,
}

impl History {
    /// Copies the files of the closed folder, or puts a copy back.
    pub fn put_back(&mut self, random: &mut Random) {
        let plain = matches!(self.kind, Kind::Crash | Kind::Fault) && !self.old && self.redb.is_none();
        if !plain || self.poisoned || self.disk.stopped().is_some() {
            return;
        }
        self.clear_weather();
        // The process does not end here: this is the work of another one.
        self.disk.stop_after(u64::MAX, Stop::Process);
        match self.copied.take() {
            Some(copied) if random.one_in(3) && self.has_left(&copied) => {
                self.note(|| format!("a copy of revision {} is put back", copied.model.revision));
                put_files(self.disk.folder(&self.folder).as_ref(), &copied.files);
                self.model = copied.model;
                self.counts.put_back += 1;
            }
            Some(copied) => self.copied = Some(copied),
            None if random.one_in(2) => {
                let names = self.disk.list(&self.folder).into_iter().map(|(name, _)| name);
                let files = names.filter(|name| name != CHECKPOINT);
                let bytes = |name: String| {
                    let bytes = self.disk.bytes(&self.folder, &name).unwrap();
                    (name, bytes)
                };
                self.copied = Some(Copied {
                    files: files.map(bytes).collect(),
                    model: self.model.clone(),
                });
            }
            None => {}
        }
    }

    /// Whether the checkpoint is of a segment that the copy does not have. LIMIT: one that reaches further in the same segment than
    /// the copy does makes the folder look damaged.
    fn has_left(&self, copied: &Copied) -> bool {
        let checkpoint = self.disk.bytes(&self.folder, CHECKPOINT);
        let active = checkpoint.as_ref().and_then(|bytes| bytes.get(48..52)?.first_chunk());
        active.is_some_and(|active| {
            let active = format!("segment-{:010}.log", u32::from_le_bytes(*active));
            copied.files.iter().all(|(name, _)| *name != active)
        })
    }
}

fn put_files(folder: &dyn Files, files: &[(String, Vec<u8>)]) {
    for name in folder.list().unwrap() {
        if name != CHECKPOINT {
            folder.remove(&name).unwrap();
        }
    }
    for (name, bytes) in files {
        let file = folder.create(name).unwrap();
        file.write_at(0, bytes).unwrap();
        file.sync_data().unwrap();
    }
    folder.sync_folder().unwrap();
}
