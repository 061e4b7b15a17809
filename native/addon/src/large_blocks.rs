//! What becomes of large blocks of memory that are freed.

/// LIMIT: blocks from this size on go back to the system. A smaller one is not worth a system call.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE_BYTES: libc::c_int = 1024 * 1024;

/// Has glibc give large blocks back to the system when they are freed. By itself it learns to keep those of the size of a large
/// value: after sixty of 16 MiB at once, a process that had become idle held on to half a gigabyte. Whoever has set the
/// threshold in the environment has it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back() {
    if std::env::var_os("MALLOC_MMAP_THRESHOLD_").is_some() {
        return;
    }
    for what in [libc::M_MMAP_THRESHOLD, libc::M_TRIM_THRESHOLD] {
        // SAFETY: mallopt takes two numbers, may be called at any time, and locks what it changes.
        unsafe { libc::mallopt(what, LARGE_BYTES) };
    }
}

/// Other allocators give them back by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}
