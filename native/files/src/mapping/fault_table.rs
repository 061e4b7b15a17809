//! Which addresses are mapped files of ours, and where they faulted: a table that a signal handler may read at any time.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};

/// All mappings of the process.
pub(super) static FAULT_TABLE: FaultTable = FaultTable::new();

const SLOTS: usize = 64;

/// A list of blocks of slots. It grows and never shrinks, so a handler never meets memory that is gone.
pub(super) struct FaultTable {
    slots: [Slot; SLOTS],
    next: OnceLock<Box<FaultTable>>,
}

impl FaultTable {
    pub(super) const fn new() -> FaultTable {
        FaultTable {
            slots: [const { Slot::new() }; SLOTS],
            next: OnceLock::new(),
        }
    }

    /// Enters a mapping, in a slot that is its own until it is released.
    pub(super) fn register(&'static self, start: usize, length: usize) -> &'static Slot {
        let mut table = self;
        loop {
            if let Some(slot) = table.slots.iter().find(|slot| slot.take()) {
                slot.set(start, length);
                return slot;
            }
            table = table.next.get_or_init(|| Box::new(FaultTable::new()));
        }
    }

    /// The mapping that an address is in, and where that begins. Takes no lock.
    pub(super) fn find(&self, address: usize) -> Option<(&Slot, usize)> {
        let mut table = Some(self);
        while let Some(block) = table {
            let found = block
                .slots
                .iter()
                .find_map(|slot| Some((slot, slot.start_if_holds(address)?)));
            if found.is_some() {
                return found;
            }
            table = block.next.get().map(Box::as_ref);
        }
        None
    }
}

/// One mapping, or room for one.
#[derive(Debug)]
pub(super) struct Slot {
    taken: AtomicBool,
    /// Odd while start and length are being set. A reader that sees it odd, or changed, read nothing.
    version: AtomicUsize,
    start: AtomicUsize,
    length: AtomicUsize,
    /// The offsets between which all faults lie. The low one is greater than any offset while there are none.
    fault_low: AtomicUsize,
    fault_high: AtomicUsize,
}

impl Slot {
    const fn new() -> Slot {
        Slot {
            taken: AtomicBool::new(false),
            version: AtomicUsize::new(0),
            start: AtomicUsize::new(0),
            length: AtomicUsize::new(0),
            fault_low: AtomicUsize::new(usize::MAX),
            fault_high: AtomicUsize::new(0),
        }
    }

    /// Gives the slot back. Nobody reads the mapping any more.
    pub(super) fn release(&self) {
        self.set(0, 0);
        self.taken.store(false, Ordering::Release);
    }

    /// Notes that the bytes between two offsets cannot be read.
    pub(super) fn note_fault(&self, from: usize, to: usize) {
        self.fault_high.fetch_max(to, Ordering::SeqCst);
        self.fault_low.fetch_min(from, Ordering::SeqCst);
    }

    /// Whether some of the bytes between two offsets could not be read.
    ///
    /// LIMIT: one region a mapping. Between two faults far apart, bytes count as not readable that are.
    #[inline]
    pub(super) fn has_fault(&self, from: usize, to: usize) -> bool {
        self.fault_low.load(Ordering::Acquire) < to && self.fault_high.load(Ordering::Acquire) > from
    }

    fn take(&self) -> bool {
        let taken = self
            .taken
            .compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed);
        taken.is_ok()
    }

    /// INVARIANT: the slot is the caller's, so there is one writer.
    fn set(&self, start: usize, length: usize) {
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version.wrapping_add(1), Ordering::Relaxed);
        fence(Ordering::Release);
        self.start.store(start, Ordering::Relaxed);
        self.length.store(length, Ordering::Relaxed);
        self.fault_low.store(usize::MAX, Ordering::Relaxed);
        self.fault_high.store(0, Ordering::Relaxed);
        self.version.store(version.wrapping_add(2), Ordering::Release);
    }

    fn start_if_holds(&self, address: usize) -> Option<usize> {
        let version = self.version.load(Ordering::Acquire);
        let start = self.start.load(Ordering::Relaxed);
        let length = self.length.load(Ordering::Relaxed);
        fence(Ordering::Acquire);
        let is_whole = version.is_multiple_of(2) && version == self.version.load(Ordering::Relaxed);
        let holds = address.checked_sub(start).is_some_and(|offset| offset < length);
        (is_whole && holds).then_some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_in_the_mapping_that_holds_it_and_nowhere_after() {
        static TABLE: FaultTable = FaultTable::new();
        // More than one block of slots.
        let slots: Vec<&Slot> = (1..=200).map(|n| TABLE.register(n * 1000, 500)).collect();
        for n in 1..=200 {
            let (slot, start) = TABLE.find(n * 1000 + 499).unwrap();
            assert!(std::ptr::eq(slot, slots[n - 1]) && start == n * 1000);
            assert!(TABLE.find(n * 1000 + 500).is_none());
        }
        slots[150].release();
        assert!(TABLE.find(151_000).is_none());
        assert!(
            std::ptr::eq(TABLE.register(7, 1), slots[150]),
            "the free slot is used again"
        );
        assert!(TABLE.find(8).is_none() && TABLE.find(6).is_none() && TABLE.find(0).is_none());
    }

    #[test]
    fn a_fault_is_noted_for_its_bytes_and_forgotten_with_the_mapping() {
        static TABLE: FaultTable = FaultTable::new();
        let slot = TABLE.register(4096, 40_960);
        assert!(!slot.has_fault(0, 40_960));
        slot.note_fault(8192, 12_288);
        assert!(slot.has_fault(0, 40_960) && slot.has_fault(12_287, 12_288) && slot.has_fault(8000, 8193));
        assert!(!slot.has_fault(0, 8192) && !slot.has_fault(12_288, 40_960));
        slot.release();
        assert!(!TABLE.register(4096, 40_960).has_fault(0, 40_960));
    }
}
