//! Ways to break the file layer on purpose, so that a test can show that others would notice: as in the store, for all threads
//! at once.

/// What can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Breakage {
    /// A folder is locked by a file in it alone, which anybody may remove.
    LockTheFileAlone = 1,
    /// What is only read is opened for writing as well.
    OpenToWrite,
}

#[cfg(feature = "breakages")]
impl Breakage {
    /// All of them.
    pub const ALL: [Breakage; 2] = [Breakage::LockTheFileAlone, Breakage::OpenToWrite];
}

#[cfg(feature = "breakages")]
static BROKEN: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

/// Breaks the file layer for the whole process, or mends it.
#[cfg(feature = "breakages")]
pub fn break_on_purpose(breakage: Option<Breakage>) {
    let number = breakage.map_or(0, |breakage| breakage as u8);
    BROKEN.store(number, std::sync::atomic::Ordering::SeqCst);
}

/// Whether the file layer is to be broken here.
#[cfg(feature = "breakages")]
pub(crate) fn broken(breakage: Breakage) -> bool {
    BROKEN.load(std::sync::atomic::Ordering::SeqCst) == breakage as u8
}

/// Whether the file layer is to be broken here: never.
#[cfg(not(feature = "breakages"))]
#[inline(always)]
pub(crate) fn broken(_: Breakage) -> bool {
    false
}
