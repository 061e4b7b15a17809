//! The build id of this very module, as the linker wrote it: it names one build, whatever its file is called now.
//!
//! It is read from the loaded image rather than from a file, because the file may have been replaced since.

#[cfg(any(target_os = "linux", test))]
mod elf;
#[cfg(any(target_os = "macos", test))]
mod macho;
#[cfg(any(windows, test))]
mod pe;

#[cfg(target_os = "linux")]
use elf::find;
#[cfg(target_os = "macos")]
use macho::find;
#[cfg(windows)]
use pe::find;

/// The build id in lower-case hexadecimal; empty where the linker wrote none.
pub(crate) fn of_this_module() -> String {
    find().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn find() -> Vec<u8> {
    Vec::new()
}

/// Reads a little-endian u32; every platform that Node supports is little-endian where these formats are read.
#[cfg(any(target_os = "macos", windows, test))]
fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let word = bytes.get(offset..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*word))
}
