//! A segment that is cut behind the engine's back makes no backup.

use std::ops::ControlFlow;
use std::path::Path;

use bimetal_engine::{Engine, Error};
use bimetal_files::simulated::Random;

use super::damage;
use super::history::{History, chain};

/// Cuts a sealed segment of the open store, expects a backup to name it, and puts back what was cut off.
pub fn probe(history: &mut History, random: &mut Random) {
    let listed = damage::listed(history).into_iter();
    let sealed: Vec<(String, u64)> = listed.filter(|(_, length)| *length != u64::MAX).collect();
    if sealed.is_empty() {
        return;
    }
    let (name, length) = &sealed[random.below(sealed.len() as u64) as usize];
    let left = random.below(*length);
    history.note(|| format!("{name} is cut to {left} of {length} bytes"));
    let bytes = history.disk.bytes(&history.folder, name).unwrap();
    let file = history.disk.folder(&history.folder).open(name).unwrap();
    file.set_length(left).unwrap();
    let target = history.disk.folder(Path::new("/cut"));
    let outcome = history.engine().backup(&target, &mut |_, _| ControlFlow::Continue(()));
    match outcome {
        Ok(_) => panic!("a backup of a segment that is cut"),
        Err(Error::Damaged { path, .. }) if path.ends_with(name) => {}
        Err(error) => panic!("the backup of a cut {name}: {}", chain(&error)),
    }
    file.write_at(0, &bytes).unwrap();
    file.sync_data().unwrap();
}
