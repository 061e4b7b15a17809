//! macOS: the load command LC_UUID of a 64-bit Mach-O image, `<mach-o/loader.h>`.

use super::u32_at;

const MH_MAGIC_64: u32 = 0xFEED_FACF;
const HEADER_BYTES: usize = 32;
const LC_UUID: u32 = 0x1B;

/// The bytes that the header and its load commands take, from the header's field `sizeofcmds`.
#[cfg_attr(
    not(target_os = "macos"),
    allow(dead_code, reason = "only macOS walks a loaded image; tests run everywhere")
)]
fn image_bytes(header: &[u8]) -> Option<usize> {
    if u32_at(header, 0)? != MH_MAGIC_64 {
        return None;
    }
    HEADER_BYTES.checked_add(u32_at(header, 20)? as usize)
}

/// The 16 bytes of the UUID in a header with its load commands. A command is its number, its size, and its content.
fn uuid_in(image: &[u8]) -> Option<&[u8]> {
    let mut rest = image.get(HEADER_BYTES..)?;
    for _ in 0..u32_at(image, 16)? {
        let (command, size) = (u32_at(rest, 0)?, u32_at(rest, 4)? as usize);
        if command == LC_UUID {
            return rest.get(8..24);
        }
        rest = rest.get(size.max(8)..)?;
    }
    None
}

#[cfg(target_os = "macos")]
pub(super) fn find() -> Vec<u8> {
    let mut info = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: the address is this function's own, so the loader knows its image, and `info` is a place for the answer.
    // The image's header and load commands stay mapped while this code runs, with the sizes that they state.
    let image = unsafe {
        if libc::dladdr(find as *const () as *const _, info.as_mut_ptr()) == 0 {
            return Vec::new();
        }
        let base = info.assume_init().dli_fbase.cast::<u8>().cast_const();
        let Some(bytes) = image_bytes(std::slice::from_raw_parts(base, HEADER_BYTES)) else {
            return Vec::new();
        };
        std::slice::from_raw_parts(base, bytes)
    };
    uuid_in(image).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn the_uuid_is_found_after_other_commands() {
        let mut image = words(&[MH_MAGIC_64, 0, 0, 6, 2, 16 + 24, 0, 0]);
        image.extend(words(&[0x19, 16, 0, 0]));
        image.extend(words(&[LC_UUID, 24]));
        image.extend([0xAB; 16]);
        assert_eq!(image_bytes(&image[..HEADER_BYTES]), Some(image.len()));
        assert_eq!(uuid_in(&image), Some(&[0xAB; 16][..]));
        assert_eq!(uuid_in(&image[..image.len() - 1]), None, "cut short");
    }

    #[test]
    fn another_format_has_no_uuid() {
        assert_eq!(image_bytes(&[0; HEADER_BYTES]), None);
        assert_eq!(uuid_in(&[0; HEADER_BYTES]), None);
    }
}
