//! The name of a store.

use std::hash::{BuildHasher, RandomState};
use std::time::SystemTime;

/// 128 bits that tell stores apart. The standard library seeds its hash maps from the system's randomness; this is a name,
/// not a secret.
pub fn new_store_id() -> [u8; 16] {
    let word = || RandomState::new().hash_one(SystemTime::now());
    ((u128::from(word()) << 64) | u128::from(word())).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_stores_have_two_ids() {
        assert_ne!(new_store_id(), new_store_id());
    }
}
