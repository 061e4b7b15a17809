//! A limit on everything that a caller can make large.

/// How large values and batches may be. A handle keeps the limits it was opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most bytes in one value, its byte order mark not counted. 16 MiB by default.
    pub value_bytes_max: usize,
    /// The deepest nesting of arrays and objects in one value. 512 by default: what takes a value in must be able to hand
    /// it to readers whose parsers recurse.
    pub value_depth_max: usize,
    /// The most keys in one batch. 10,000 by default.
    pub batch_writes_max: usize,
    /// The most bytes of keys and values in one batch. 64 MiB by default.
    pub batch_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            value_bytes_max: 16 << 20,
            value_depth_max: 512,
            batch_writes_max: 10_000,
            batch_bytes_max: 64 << 20,
        }
    }
}
