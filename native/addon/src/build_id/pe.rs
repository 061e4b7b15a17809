//! Windows: the GUID of the PDB in the debug directory of a PE image,
//! <https://learn.microsoft.com/windows/win32/debug/pe-format#debug-type>.

use super::u32_at;

/// The debug directory is the seventh of the optional header's data directories.
const DEBUG_DIRECTORY: usize = 6;
const DEBUG_ENTRY_BYTES: usize = 28;
const IMAGE_DEBUG_TYPE_CODEVIEW: u32 = 2;

/// The image's size in memory, from its headers.
#[cfg_attr(
    not(windows),
    allow(dead_code, reason = "only Windows walks a loaded image; the tests run everywhere")
)]
fn image_bytes(headers: &[u8]) -> Option<usize> {
    Some(u32_at(headers, optional_header(headers)? + 56)? as usize)
}

/// Where the optional header of a 64-bit image starts.
fn optional_header(image: &[u8]) -> Option<usize> {
    let start = u32_at(image, 0x3C)? as usize;
    let signature_and_file_header = 4 + 20;
    let magic = image.get(start + signature_and_file_header..)?.first_chunk::<2>()?;
    (image.get(start..start + 4)? == b"PE\0\0" && *magic == [0x0B, 0x02]).then_some(start + signature_and_file_header)
}

/// The GUID, in an image as it lies in memory, in the order in which symbol servers write its digits: the first three
/// fields are stored little-endian.
fn guid_in(image: &[u8]) -> Option<Vec<u8>> {
    let directory = optional_header(image)? + 112 + DEBUG_DIRECTORY * 8;
    let (start, bytes) = (
        u32_at(image, directory)? as usize,
        u32_at(image, directory + 4)? as usize,
    );
    let entries = image.get(start..start.checked_add(bytes)?)?;
    entries.chunks_exact(DEBUG_ENTRY_BYTES).find_map(|entry| {
        if u32_at(entry, 12)? != IMAGE_DEBUG_TYPE_CODEVIEW {
            return None;
        }
        let content = image.get(u32_at(entry, 20)? as usize..)?;
        let guid = content.strip_prefix(b"RSDS")?.first_chunk::<16>()?;
        const DIGITS: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
        Some(DIGITS.iter().filter_map(|&place| guid.get(place).copied()).collect())
    })
}

#[cfg(windows)]
pub(super) fn find() -> Vec<u8> {
    use std::{ffi::c_void, ptr, slice};

    const FROM_ADDRESS: u32 = 0x4;
    const UNCHANGED_REFCOUNT: u32 = 0x2;
    /// Headers fit in the first page of an image.
    const HEADERS_BYTES: usize = 4096;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const u16, module: *mut *mut c_void) -> i32;
    }

    let mut module = ptr::null_mut();
    // SAFETY: the address is this function's own, and a module's handle is the address of its image, which stays mapped
    // with the size that its header states while this code runs.
    let image = unsafe {
        let address = find as *const () as *const u16;
        if GetModuleHandleExW(FROM_ADDRESS | UNCHANGED_REFCOUNT, address, &mut module) == 0 {
            return Vec::new();
        }
        let base = module.cast::<u8>().cast_const();
        let Some(bytes) = image_bytes(slice::from_raw_parts(base, HEADERS_BYTES)) else {
            return Vec::new();
        };
        slice::from_raw_parts(base, bytes)
    };
    guid_in(image).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image() -> Vec<u8> {
        let mut image = vec![0; 0x300];
        let mut put = |offset: usize, bytes: &[u8]| image[offset..offset + bytes.len()].copy_from_slice(bytes);
        put(0x3C, &0x80_u32.to_le_bytes());
        put(0x80, b"PE\0\0");
        let optional = 0x80 + 24;
        put(optional, &[0x0B, 0x02]);
        put(optional + 56, &0x300_u32.to_le_bytes());
        put(optional + 112 + 48, &0x200_u32.to_le_bytes());
        put(optional + 112 + 52, &56_u32.to_le_bytes());
        put(0x200 + 12, &12_u32.to_le_bytes());
        put(0x200 + 28 + 12, &IMAGE_DEBUG_TYPE_CODEVIEW.to_le_bytes());
        put(0x200 + 28 + 20, &0x280_u32.to_le_bytes());
        put(0x280, b"RSDS");
        put(0x284, &[4, 3, 2, 1, 6, 5, 8, 7, 9, 10, 11, 12, 13, 14, 15, 16]);
        image
    }

    #[test]
    fn the_guid_is_found_in_the_debug_directory() {
        let image = image();
        assert_eq!(image_bytes(&image), Some(0x300));
        assert_eq!(guid_in(&image), Some((1..=16).collect()));
    }

    #[test]
    fn an_image_without_one_or_cut_short_has_no_guid() {
        let whole = image();
        for length in 0..0x294 {
            assert_eq!(guid_in(&whole[..length]), None);
        }
        assert_eq!(guid_in(&[0; 0x300]), None);
    }
}
