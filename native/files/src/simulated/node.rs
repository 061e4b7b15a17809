//! The bytes of one file: what reads show, what is on the platter, and what lies between.

use std::sync::Arc;

use super::random::Random;

/// What a disk writes whole or not at all, torn writes apart.
pub(super) const SECTOR_BYTES: usize = 512;

/// One file, whatever its names.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// What reads show.
    pub(super) cache: Arc<Vec<u8>>,
    /// What a power cut leaves, if it loses everything else.
    durable: Vec<u8>,
    /// What was done since the last sync, in order.
    pending: Vec<Pending>,
    /// A sync has failed: reads may show what the disk does not have and nobody will write any more.
    diverged: bool,
    /// Who has the file open has this as well.
    open: Arc<()>,
}

#[derive(Clone, Debug)]
enum Pending {
    /// Whole sectors, as they were in the cache right after a write.
    Write { offset: usize, bytes: Vec<u8> },
    /// The file was made this long.
    Length(usize),
}

/// How much of what was not synced a power cut leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing.
    Lost,
    /// Everything.
    Kept,
    /// Each sector, length and name by itself: kept, lost, or a sector torn.
    Any,
}

impl Fate {
    pub(super) fn choose(random: &mut Random) -> Fate {
        match random.below(8) {
            0 => Fate::Lost,
            1 => Fate::Kept,
            _ => Fate::Any,
        }
    }
}

impl Node {
    /// What keeps the file's room as long as somebody has it.
    pub(super) fn opened(&self) -> Arc<()> {
        self.open.clone()
    }

    pub(super) fn is_open(&self) -> bool {
        Arc::strong_count(&self.open) > 1
    }

    pub(super) fn write(&mut self, offset: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let end = offset + bytes.len();
        if end > self.cache.len() {
            self.set_length(end);
        }
        let cache = Arc::make_mut(&mut self.cache);
        if let Some(place) = cache.get_mut(offset..end) {
            place.copy_from_slice(bytes);
        }
        let first = offset - offset % SECTOR_BYTES;
        let last = end.next_multiple_of(SECTOR_BYTES).min(cache.len());
        let bytes = cache.get(first..last).unwrap_or_default().to_vec();
        self.pending.push(Pending::Write { offset: first, bytes });
    }

    pub(super) fn set_length(&mut self, length: usize) {
        if length != self.cache.len() {
            Arc::make_mut(&mut self.cache).resize(length, 0);
            self.pending.push(Pending::Length(length));
        }
    }

    pub(super) fn sync(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            match pending {
                Pending::Length(length) => self.durable.resize(length, 0),
                Pending::Write { offset, bytes } => overwrite(&mut self.durable, offset, &bytes),
            }
        }
    }

    /// A sync that fails: some sectors reached the disk, and of the others nobody knows any more that they did not. Reads
    /// go on showing them, or no longer do.
    pub(super) fn fail_sync(&mut self, random: &mut Random) {
        let pending = std::mem::take(&mut self.pending);
        // The lengths are the file system's, which keeps them until they are written.
        self.pending = pending
            .iter()
            .filter(|pending| matches!(pending, Pending::Length(_)))
            .cloned()
            .collect();
        let fate = Fate::choose(random);
        persist(&mut self.durable, &pending, fate, random);
        self.diverged = true;
        if random.one_in(3) {
            self.evict();
        }
    }

    /// Reads show what the disk has, and what is still to be written to it.
    pub(super) fn evict(&mut self) {
        if self.diverged {
            let mut cache = self.durable.clone();
            for pending in &self.pending {
                match pending {
                    Pending::Length(length) => cache.resize(*length, 0),
                    Pending::Write { offset, bytes } => overwrite(&mut cache, *offset, bytes),
                }
            }
            self.cache = Arc::new(cache);
            self.diverged = false;
        }
    }

    /// The power is cut, and comes back.
    pub(super) fn cut_power(&mut self, fate: Fate, random: &mut Random) {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() && !self.diverged {
            return;
        }
        persist(&mut self.durable, &pending, fate, random);
        self.cache = Arc::new(self.durable.clone());
        self.diverged = false;
    }

    /// Flips a bit, in memory and on the platter.
    pub(super) fn flip(&mut self, offset: usize, bit: u8) {
        let flip = |bytes: &mut Vec<u8>| {
            if let Some(byte) = bytes.get_mut(offset) {
                *byte ^= 1 << (bit % 8);
            }
        };
        flip(Arc::make_mut(&mut self.cache));
        flip(&mut self.durable);
    }
}

/// Writes some of what was pending: lengths up to some point, since file systems write them in order, and any sectors.
fn persist(durable: &mut Vec<u8>, pending: &[Pending], fate: Fate, random: &mut Random) {
    if fate == Fate::Lost {
        return;
    }
    let lengths = pending
        .iter()
        .filter(|pending| matches!(pending, Pending::Length(_)))
        .count() as u64;
    let mut lengths_kept = if fate == Fate::Kept {
        lengths
    } else {
        random.between(0, lengths)
    };
    // The share of sectors that reach the disk differs from one power cut to another.
    let share = random.between(0, 8);
    for pending in pending {
        match pending {
            Pending::Length(length) if lengths_kept > 0 => {
                lengths_kept -= 1;
                durable.resize(*length, 0);
            }
            Pending::Length(_) => {}
            Pending::Write { offset, bytes } if fate == Fate::Kept => overwrite(durable, *offset, bytes),
            Pending::Write { offset, bytes } => {
                for (index, sector) in bytes.chunks(SECTOR_BYTES).enumerate() {
                    let at = offset + index * SECTOR_BYTES;
                    if random.below(8) < share {
                        overwrite(durable, at, sector);
                    } else if random.one_in(6) {
                        let torn = random.below(sector.len() as u64) as usize;
                        overwrite(durable, at, sector.get(..torn).unwrap_or_default());
                    }
                }
            }
        }
    }
}

/// Writes as much as the file has room for.
fn overwrite(file: &mut [u8], offset: usize, bytes: &[u8]) {
    let end = (offset + bytes.len()).min(file.len());
    if let (Some(place), Some(bytes)) = (file.get_mut(offset..end), bytes.get(..end.saturating_sub(offset))) {
        place.copy_from_slice(bytes);
    }
}
