//! Linux: the note NT_GNU_BUILD_ID, <https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html#note_section>.

/// The type of the note that holds the build id.
const NT_GNU_BUILD_ID: u32 = 3;

/// The build id among the notes of one PT_NOTE segment. A note is three 32-bit words in the machine's byte order (length
/// of the name, length of the content, type), the name, and the content, each padded to 4 bytes.
fn build_id_in(notes: &[u8]) -> Option<&[u8]> {
    let mut rest = notes;
    loop {
        let (name_length, content_length, kind) = (word(rest, 0)?, word(rest, 4)?, word(rest, 8)?);
        let name_start = 12_usize;
        let content_start = name_start.checked_add(padded(name_length)?)?;
        let name = rest.get(name_start..name_start.checked_add(name_length as usize)?)?;
        let content = rest.get(content_start..content_start.checked_add(content_length as usize)?)?;
        if kind == NT_GNU_BUILD_ID && name == b"GNU\0" {
            return Some(content);
        }
        rest = rest.get(content_start.checked_add(padded(content_length)?)?..)?;
    }
}

fn word(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.get(offset..)?.first_chunk::<4>()?))
}

fn padded(length: u32) -> Option<usize> {
    (length as usize).checked_next_multiple_of(4)
}

#[cfg(target_os = "linux")]
pub(super) use loaded::find;

#[cfg(target_os = "linux")]
mod loaded {
    use std::{ffi::c_void, ptr, slice};

    /// Looks through the program headers of the loaded modules for the one that holds this very code.
    pub(in super::super) fn find() -> Vec<u8> {
        let mut found = Vec::<u8>::new();
        // SAFETY: `visit` has the signature asked for, and `found` outlives the call.
        unsafe { libc::dl_iterate_phdr(Some(visit), ptr::from_mut(&mut found).cast()) };
        found
    }

    /// Returns 1, which ends the walk, at the module that contains this function.
    unsafe extern "C" fn visit(info: *mut libc::dl_phdr_info, _size: usize, found: *mut c_void) -> i32 {
        // SAFETY: the loader passes a valid record, and headers that stay mapped while the module is loaded.
        let (info, headers) = unsafe {
            let info = &*info;
            (
                info,
                slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum)),
            )
        };
        let base = info.dlpi_addr as usize;
        let here = visit as *const () as usize;
        let is_ours = headers
            .iter()
            .filter(|header| header.p_type == libc::PT_LOAD)
            .any(|header| {
                let start = base.wrapping_add(header.p_vaddr as usize);
                (start..start.wrapping_add(header.p_memsz as usize)).contains(&here)
            });
        if !is_ours {
            return 0;
        }
        for header in headers.iter().filter(|header| header.p_type == libc::PT_NOTE) {
            let start = base.wrapping_add(header.p_vaddr as usize) as *const u8;
            // SAFETY: a PT_NOTE segment lies inside a loaded one, at the address that its header says.
            let notes = unsafe { slice::from_raw_parts(start, header.p_memsz as usize) };
            if let Some(id) = super::build_id_in(notes) {
                // SAFETY: it is the vector that `find` passed.
                unsafe { &mut *found.cast::<Vec<u8>>() }.extend_from_slice(id);
                break;
            }
        }
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(kind: u32, name: &[u8], content: &[u8]) -> Vec<u8> {
        let mut note = Vec::new();
        for word in [name.len() as u32, content.len() as u32, kind] {
            note.extend(word.to_ne_bytes());
        }
        for part in [name, content] {
            note.extend(part);
            note.resize(note.len().next_multiple_of(4), 0);
        }
        note
    }

    #[test]
    fn the_build_id_is_found_among_other_notes() {
        let mut notes = note(1, b"GNU\0", &[9; 16]);
        notes.extend(note(NT_GNU_BUILD_ID, b"Go\0", &[8; 3]));
        notes.extend(note(NT_GNU_BUILD_ID, b"GNU\0", &[1, 2, 3, 4, 5]));
        assert_eq!(build_id_in(&notes), Some(&[1, 2, 3, 4, 5][..]));
    }

    #[test]
    fn broken_notes_have_no_build_id() {
        let whole = note(NT_GNU_BUILD_ID, b"GNU\0", &[7; 20]);
        for length in 0..whole.len() {
            assert_eq!(build_id_in(&whole[..length]), None);
        }
        assert_eq!(build_id_in(&[0xFF; 64]), None);
    }
}
