//! Mappings of real files that are cut while they are mapped.
#![allow(
    unsafe_code,
    reason = "a handler that was there before can only be installed through C, and a foreign fault only be made so"
)]

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Mapping;
use super::fault_table::FAULT_TABLE;

/// At least as long as a page of any system.
const PAGE: usize = 64 << 10;

fn file_of(pages: usize) -> File {
    let mut file = tempfile::tempfile().unwrap();
    for page in 0..pages {
        file.write_all(&vec![b'a' + page as u8; PAGE]).unwrap();
    }
    file
}

fn first_byte(mapping: &Mapping, page: usize) -> io::Result<u8> {
    mapping.read(page * PAGE, PAGE, |bytes| {
        assert!(bytes.iter().all(|byte| *byte == bytes[0]));
        bytes[0]
    })
}

fn assert_not_readable<T: std::fmt::Debug>(result: io::Result<T>) {
    assert_eq!(result.unwrap_err().raw_os_error(), Some(libc::EIO));
}

#[test]
fn a_mapping_shows_the_file_and_what_is_written_to_it_later() {
    let file = file_of(2);
    let mapping = Mapping::new(&file, 2 * PAGE).unwrap();
    assert_eq!((mapping.len(), mapping.is_empty()), (2 * PAGE, false));
    assert_eq!(first_byte(&mapping, 1).unwrap(), b'b');
    file.write_all_at(b"new", PAGE as u64 - 3).unwrap();
    drop(file);
    let seen = mapping.read(PAGE - 4, 5, <[u8]>::to_vec).unwrap();
    assert_eq!(seen, b"anewb");
}

#[test]
fn nothing_outside_the_mapping_is_shown() {
    let file = file_of(1);
    let mapping = Mapping::new(&file, PAGE - 10).unwrap();
    for (offset, length) in [(PAGE - 10, 1), (0, PAGE - 9), (usize::MAX, 1), (1, usize::MAX)] {
        let error = mapping.read(offset, length, |_| ()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
    assert_eq!(mapping.read(PAGE - 10, 0, <[u8]>::len).unwrap(), 0);

    let empty = Mapping::new(&file, 0).unwrap();
    assert!(empty.is_empty() && empty.read(0, 0, <[u8]>::is_empty).unwrap());
    assert!(empty.read(0, 1, |_| ()).is_err());
}

#[test]
fn a_page_that_cannot_be_read_is_an_error_and_everything_else_reads_on() {
    let (file, other) = (file_of(4), file_of(2));
    let mapping = Mapping::new(&file, 4 * PAGE).unwrap();
    let second = Mapping::new(&file, 4 * PAGE).unwrap();
    let other = Mapping::new(&other, 2 * PAGE).unwrap();
    assert_eq!(first_byte(&mapping, 3).unwrap(), b'd');
    file.set_len(2 * PAGE as u64).unwrap();

    for _ in 0..2 {
        assert_not_readable(mapping.read(3 * PAGE - 1, 2, <[u8]>::to_vec));
        assert_eq!(first_byte(&mapping, 1).unwrap(), b'b', "of the same mapping");
        assert_eq!(first_byte(&other, 1).unwrap(), b'b', "of another file");
    }
    // The note belongs to a mapping; another one of the same file finds out by itself.
    assert_eq!(first_byte(&second, 0).unwrap(), b'a');
    assert_not_readable(first_byte(&second, 2));

    // A mapping made after the file is whole again reads all of it.
    drop((mapping, second));
    file.set_len(4 * PAGE as u64).unwrap();
    let again = Mapping::new(&file, 4 * PAGE).unwrap();
    assert_eq!(first_byte(&again, 2).unwrap(), 0);
}

#[test]
fn a_mapping_longer_than_its_file_is_readable_as_far_as_the_file_goes() {
    let file = file_of(1);
    let mapping = Mapping::new(&file, 3 * PAGE).unwrap();
    assert_eq!(first_byte(&mapping, 0).unwrap(), b'a');
    assert_not_readable(first_byte(&mapping, 2));
}

#[test]
fn threads_that_fault_at_the_same_time_all_get_the_error() {
    let file = file_of(1);
    for _ in 0..20 {
        let mapping = Mapping::new(&file, 8 * PAGE).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let mapping = &mapping;
                scope.spawn(move || {
                    for page in 1..8 {
                        assert_not_readable(first_byte(mapping, 1 + (page + thread) % 7));
                    }
                });
            }
        });
        assert_eq!(first_byte(&mapping, 0).unwrap(), b'a');
    }
}

#[test]
fn mappings_come_and_go_while_others_fault() {
    let file = file_of(1);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 0..200 {
                    let mapping = Mapping::new(&file, (2 + round % 5) * PAGE).unwrap();
                    assert_eq!(first_byte(&mapping, 0).unwrap(), b'a');
                    assert_not_readable(first_byte(&mapping, 1));
                    assert_eq!(first_byte(&mapping, 0).unwrap(), b'a');
                }
            });
        }
    });
}

#[test]
fn a_fault_leaves_the_last_error_of_the_thread_alone() {
    let file = file_of(1);
    let mapping = Mapping::new(&file, 2 * PAGE).unwrap();
    let missing = std::fs::metadata("/there/is/no/such/file").unwrap_err();
    let mut after = None;
    assert_not_readable(mapping.read(PAGE, 1, |bytes| {
        std::hint::black_box(bytes[0]);
        after = io::Error::last_os_error().raw_os_error();
    }));
    assert_eq!(after, missing.raw_os_error());
}

const CHILD: &str = "BIMETAL_TEST_FAULT";

/// Runs this test again as another process, which takes the other branch.
fn in_child(test: &str, fault: &str) -> (ExitStatus, String) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            &format!("{}::{test}", module_path!().split_once("::").unwrap().1),
            "--nocapture",
        ])
        .env(CHILD, fault)
        .output()
        .unwrap();
    (output.status, String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Faults in a page that no mapping of ours knows.
fn fault_elsewhere(file: &File) {
    let mapping = Mapping::new(file, 2 * PAGE).unwrap();
    // What is taken out of the table is foreign memory.
    mapping
        .read(0, 1, |bytes| {
            FAULT_TABLE.find(bytes.as_ptr().addr()).unwrap().0.release()
        })
        .unwrap();
    let _ = first_byte(&mapping, 1);
}

static HANDLED: AtomicBool = AtomicBool::new(false);

extern "C" fn earlier_handler(_: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    HANDLED.store(true, Ordering::SeqCst);
    // SAFETY: the system passes a live `siginfo_t`; `write` and `_exit` are async-signal-safe.
    unsafe {
        assert!(!(*info).si_addr().is_null());
        let text = b"the earlier handler\n";
        libc::write(1, text.as_ptr().cast(), text.len());
        libc::_exit(42);
    }
}

extern "C" fn earlier_handler_of_one_argument(_: libc::c_int) {
    // SAFETY: `_exit` is async-signal-safe.
    unsafe { libc::_exit(43) };
}

fn install_earlier(handler: usize, flags: libc::c_int) {
    // SAFETY: zeros are a valid `sigaction`, and the handlers have the signatures that the flags ask for.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        assert_eq!(
            libc::sigaction(libc::SIGBUS, &raw const action, std::ptr::null_mut()),
            0
        );
    }
}

#[test]
fn a_fault_elsewhere_goes_to_the_handler_that_was_there_before() {
    if let Ok(kind) = std::env::var(CHILD) {
        match kind.as_str() {
            "information" => install_earlier(earlier_handler as *const () as usize, libc::SA_SIGINFO),
            "one argument" => install_earlier(earlier_handler_of_one_argument as *const () as usize, 0),
            "default" => install_earlier(libc::SIG_DFL, 0),
            "ignored" => install_earlier(libc::SIG_IGN, 0),
            _ => {}
        }
        let file = file_of(1);
        // One of ours first: the earlier handler does not hear of it.
        assert_not_readable(first_byte(&Mapping::new(&file, 2 * PAGE).unwrap(), 1));
        assert!(!HANDLED.load(Ordering::SeqCst));
        fault_elsewhere(&file);
        unreachable!("nobody made the page readable");
    }
    let test = "a_fault_elsewhere_goes_to_the_handler_that_was_there_before";
    let (status, output) = in_child(test, "information");
    assert!(
        status.code() == Some(42) && output.contains("the earlier handler"),
        "{status} {output}"
    );
    let (status, output) = in_child(test, "one argument");
    assert_eq!(status.code(), Some(43), "{output}");
    for kind in ["default", "ignored"] {
        let (status, output) = in_child(test, kind);
        assert_eq!(status.signal(), Some(libc::SIGBUS), "{kind}: {status} {output}");
    }
    // That of the standard library, or of a sanitizer: it ends the process in its own way, and before the test does.
    let (status, output) = in_child(test, "untouched");
    assert!(!status.success() && status.code() != Some(101), "{status} {output}");
}

#[test]
fn a_bus_error_that_another_process_sends_is_passed_on() {
    if std::env::var_os(CHILD).is_some() {
        install_earlier(libc::SIG_IGN, 0);
        let mapping = Mapping::new(&file_of(1), PAGE).unwrap();
        // SAFETY: sends a signal that is handled.
        unsafe { libc::raise(libc::SIGBUS) };
        assert_eq!(first_byte(&mapping, 0).unwrap(), b'a');
        std::process::exit(44);
    }
    let (status, _) = in_child("a_bus_error_that_another_process_sends_is_passed_on", "sent");
    assert_eq!(status.code(), Some(44));
}
