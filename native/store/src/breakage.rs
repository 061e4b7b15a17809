//! Ways to break the store on purpose, so that a test can show that the others would notice: as in the engines, but for all
//! threads at once, since the store has some of its own.

/// What can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Breakage {
    /// A document that cannot be read fails all batches of the group in which one asks for it.
    FailTheGroup = 1,
    /// The first handle on a folder decides whether there is background work.
    FirstHandleDecides,
    /// A panic ends the background work.
    EndAtPanic,
    /// Conditions weigh nothing.
    WeighNoConditions,
    /// Nobody looks whether the folder is still where it was.
    TrustThePlace,
    /// A folder opens only where there is room for the file with the process's number.
    InsistOnPid,
    /// A folder that may only be read is opened like any other.
    NeverLookOnly,
}

#[cfg(feature = "breakages")]
impl Breakage {
    /// All of them.
    pub const ALL: [Breakage; 7] = [
        Breakage::FailTheGroup,
        Breakage::FirstHandleDecides,
        Breakage::EndAtPanic,
        Breakage::WeighNoConditions,
        Breakage::TrustThePlace,
        Breakage::InsistOnPid,
        Breakage::NeverLookOnly,
    ];
}

#[cfg(feature = "breakages")]
static BROKEN: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

/// Breaks the store for the whole process, or mends it.
#[cfg(feature = "breakages")]
pub fn break_on_purpose(breakage: Option<Breakage>) {
    let number = breakage.map_or(0, |breakage| breakage as u8);
    BROKEN.store(number, std::sync::atomic::Ordering::SeqCst);
}

/// Whether the store is to be broken here.
#[cfg(feature = "breakages")]
pub(crate) fn broken(breakage: Breakage) -> bool {
    BROKEN.load(std::sync::atomic::Ordering::SeqCst) == breakage as u8
}

/// Whether the store is to be broken here: never.
#[cfg(not(feature = "breakages"))]
#[inline(always)]
pub(crate) fn broken(_: Breakage) -> bool {
    false
}
