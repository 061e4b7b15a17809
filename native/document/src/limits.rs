//! A limit on everything that a caller can make large.

/// How large values and batches may be. A handle keeps the limits it was opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most bytes in one value, its byte order mark not counted. 16 MiB by default, and [`Limits::VALUE_BYTES_MAX`] at
    /// the most.
    pub value_bytes_max: usize,
    /// The deepest nesting of arrays and objects in one value. 512 by default: what takes a value in must be able to hand
    /// it to readers whose parsers recurse.
    pub value_depth_max: usize,
    /// The most keys in one batch. 10,000 by default.
    pub batch_writes_max: usize,
    /// The most bytes of keys and values in one batch. By default what a value of 64 MiB has with its key.
    pub batch_bytes_max: usize,
}

impl Limits {
    /// The most bytes in the text of a key.
    pub(crate) const KEY_BYTES_MAX: usize = 512;

    /// The largest value that a batch by default has room for.
    pub const VALUE_BYTES_MAX: usize = 64 << 20;
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            value_bytes_max: 16 << 20,
            value_depth_max: 512,
            batch_writes_max: 10_000,
            batch_bytes_max: Limits::VALUE_BYTES_MAX + Limits::KEY_BYTES_MAX,
        }
    }
}
