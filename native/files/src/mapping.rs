//! Read-only mappings of files, some of whose pages may turn out not to be readable.
//!
//! A mapping reads like memory: no system call and no copy. But where a file was cut behind our back, or the disk cannot
//! read a page, the processor faults and the system sends `SIGBUS`, which ends the process unless somebody handles it. So
//! the first mapping installs a handler, once for the process. On a fault in one of our mappings it notes the page, puts a
//! page of zeros in its place and lets the thread go on; [`Mapping::read`] finds the note and returns `EIO`. A fault
//! anywhere else goes to the handler that was there before.
//!
//! INVARIANT: this is the only file with unsafe code below the addon, its tests apart. What the handler looks mappings up in
//! is safe code, in `fault_table`. Where there are no such mappings (Windows), `positioned` reads with the same interface.

#[cfg(unix)]
mod fault_table;
#[cfg(any(test, not(unix)))]
mod positioned;

#[cfg(not(unix))]
pub use positioned::Mapping;
#[cfg(unix)]
pub use shared::Mapping;

#[cfg(unix)]
#[allow(
    unsafe_code,
    reason = "mappings and signal handlers are C interfaces; every use says why it is sound"
)]
mod shared {
    use std::fs::File;
    use std::hint::black_box;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::ptr::{self, NonNull};
    use std::sync::OnceLock;
    use std::sync::atomic::{Ordering, fence};

    use libc::{c_int, c_void, siginfo_t};

    use super::fault_table::{FAULT_TABLE, Slot};

    #[cfg(target_arch = "x86_64")]
    const CACHE_LINE_BYTES: usize = 64;

    /// Behind these the processor has noticed by itself where the reading goes.
    #[cfg(target_arch = "x86_64")]
    const PREFETCH_BYTES_MAX: usize = 256;

    /// A file, or the first part of one, as memory.
    #[derive(Debug)]
    pub struct Mapping {
        start: NonNull<u8>,
        length: usize,
        /// Where the handler notes faults. An empty mapping has no pages and no slot.
        slot: Option<&'static Slot>,
    }

    // SAFETY: the memory is only ever read, by whoever has a reference, and is unmapped by the last owner. Threads may do
    // both anywhere: a mapping belongs to the process.
    unsafe impl Send for Mapping {}
    // SAFETY: as above; `read` through a shared reference changes nothing but atomics.
    unsafe impl Sync for Mapping {}

    impl Mapping {
        /// Maps the first `length` bytes of a file, which may be more than it has: reading beyond its end is an error.
        ///
        /// The file may be closed, renamed and removed while it is mapped. It may grow, and change where nobody reads.
        pub fn new(file: &File, length: usize) -> io::Result<Mapping> {
            if length == 0 {
                return Ok(Mapping {
                    start: NonNull::dangling(),
                    length,
                    slot: None,
                });
            }
            install_handler()?;
            // SAFETY: a new mapping at an address of the system's choice touches no memory that is in use. The descriptor
            // is open for the length of the call, which is all that a mapping needs.
            let start = unsafe {
                libc::mmap(
                    ptr::null_mut(),
                    length,
                    libc::PROT_READ,
                    libc::MAP_SHARED,
                    file.as_raw_fd(),
                    0,
                )
            };
            if start == libc::MAP_FAILED {
                return Err(io::Error::last_os_error());
            }
            let start = NonNull::<u8>::new(start.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
            // Before the first read, so that no fault goes unknown.
            let slot = Some(FAULT_TABLE.register(start.as_ptr().expose_provenance(), length));
            Ok(Mapping { start, length, slot })
        }

        /// The number of bytes that are mapped.
        pub fn len(&self) -> usize {
            self.length
        }

        /// Whether nothing is mapped.
        pub fn is_empty(&self) -> bool {
            self.length == 0
        }

        /// Asks the processor to fetch bytes that are read soon. A hint: where it does not fit, nothing happens.
        #[inline]
        pub fn prefetch(&self, offset: usize, length: usize) {
            #[cfg(target_arch = "x86_64")]
            {
                use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

                let end = offset.saturating_add(length.min(PREFETCH_BYTES_MAX)).min(self.length);
                for line in (offset..end).step_by(CACHE_LINE_BYTES) {
                    // SAFETY: `line` lies in the mapping. A prefetch reads nothing that the program could see, and where
                    // the page is not in memory it does nothing: it never faults.
                    unsafe { _mm_prefetch::<_MM_HINT_T0>(self.start.as_ptr().add(line).cast()) };
                }
            }
            #[cfg(not(target_arch = "x86_64"))]
            let _ = (offset, length);
        }

        /// Shows `length` bytes at `offset`. `UnexpectedEof` outside the mapping, `EIO` if a page could not be read.
        ///
        /// INVARIANT: nobody writes to these bytes of the file while they are shown. The log engine never writes where
        /// records are, and cuts only behind the last of them; redb does not write a page that is being read.
        ///
        /// `visit` may see zeros in place of a page that cannot be read. What it returns is then dropped, but until
        /// `read` has returned it must not rely on the bytes for more than a wrong result: no unchecked UTF-8.
        #[inline]
        pub fn read<T>(&self, offset: usize, length: usize, visit: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
            let end = offset.checked_add(length).filter(|end| *end <= self.length);
            let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
            // SAFETY: `offset..end` lies in the mapping, which lives as long as `self`, and any bytes are valid `u8`s.
            // They do not change while they are borrowed: this process writes no region of a file that it lets anybody
            // read (see INVARIANT), and a lock keeps other processes of ours out of the folder. What remains is a fault,
            // which turns a page that no one can read into zeros; the bytes are then declared void below. Somebody who
            // writes into the folder regardless of the lock can change bytes that are borrowed, as with every mapped
            // file: checksums find that, and no reader takes more than wrong bytes from it.
            let bytes = unsafe { std::slice::from_raw_parts(self.start.as_ptr().add(offset), length) };
            // The handler notes a fault before it puts zeros there. So whoever saw zeros finds the note, if it looks
            // after the last byte was read: `black_box` keeps the compiler from reading later, the fence the processor.
            let seen = black_box(visit(bytes));
            fence(Ordering::Acquire);
            match self.slot {
                Some(slot) if slot.has_fault(offset, end) => Err(io::Error::from_raw_os_error(libc::EIO)),
                _ => Ok(seen),
            }
        }
    }

    impl Drop for Mapping {
        fn drop(&mut self) {
            let Some(slot) = self.slot else { return };
            // First: once it is unmapped, another thread may get the same addresses for something else.
            slot.release();
            // SAFETY: `new` mapped exactly this, nothing else unmaps it, and whoever could read it holds a reference.
            // The result does not matter: the arguments are right, and there is nothing else to try.
            unsafe { libc::munmap(self.start.as_ptr().cast(), self.length) };
        }
    }

    /// What the handler needs to know, set before it is installed.
    struct Before {
        page_bytes: usize,
        action: libc::sigaction,
    }

    static BEFORE: OnceLock<Before> = OnceLock::new();

    /// Installs the handler, unless it was. It stays for the life of the process.
    fn install_handler() -> io::Result<()> {
        static INSTALLED: OnceLock<Result<(), i32>> = OnceLock::new();
        let installed = INSTALLED.get_or_init(|| {
            // SAFETY: plain questions to the system; zeros are a valid `sigaction` (the default action, no flags).
            let (page_bytes, mut action) = unsafe { (libc::sysconf(libc::_SC_PAGESIZE), std::mem::zeroed()) };
            // SAFETY: both pointers are null or to a live `sigaction`.
            if unsafe { libc::sigaction(libc::SIGBUS, ptr::null(), &raw mut action) } != 0 {
                return Err(last_errno());
            }
            let page_bytes = usize::try_from(page_bytes).map_err(|_| libc::EINVAL)?;
            BEFORE.get_or_init(|| Before { page_bytes, action });

            let mut ours = action;
            ours.sa_sigaction = on_bus_error as *const () as usize;
            // On the alternate stack where a thread has one, as those expect that handle a stack overflow.
            ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            // SAFETY: the handler has the signature that SA_SIGINFO asks for, and is safe to run at any instruction (see
            // there). It lives as long as the process, if a library that contains it is never unloaded: the addon keeps
            // itself loaded. An empty mask is initialised in place.
            let result = unsafe {
                libc::sigemptyset(&raw mut ours.sa_mask);
                libc::sigaction(libc::SIGBUS, &raw const ours, ptr::null_mut())
            };
            if result == 0 { Ok(()) } else { Err(last_errno()) }
        });
        installed.map_err(io::Error::from_raw_os_error)
    }

    fn last_errno() -> i32 {
        io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL)
    }

    /// Handles `SIGBUS`.
    ///
    /// SAFETY: it may interrupt any code, so it takes no lock and allocates nothing. It reads statics that are set before
    /// it is installed, goes through a table of atomics, and makes system calls. `mmap` is not on the POSIX list of
    /// async-signal-safe functions, but is a bare system call in every libc here, and leaves `errno` alone when it succeeds.
    extern "C" fn on_bus_error(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
        let Some(before) = BEFORE.get() else { return };
        // SAFETY: the system passes a live `siginfo_t` to a handler with SA_SIGINFO.
        let (code, address) = unsafe { ((*info).si_code, (*info).si_addr().addr()) };
        // Codes 1 to 4 are faults of this thread's own instruction. Anything else was sent, and has no address.
        let is_fault = (1..=4).contains(&code);
        if is_fault && cover_page(address, before.page_bytes) {
            return;
        }
        pass_on(&before.action, signal, is_fault, info, context);
    }

    /// Puts zeros in place of the page at `address`, if it is in one of our mappings. Returns whether it did.
    fn cover_page(address: usize, page_bytes: usize) -> bool {
        let Some((slot, start)) = FAULT_TABLE.find(address) else {
            return false;
        };
        let page = address - address % page_bytes;
        slot.note_fault(page - start, page - start + page_bytes);
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED;
        // SAFETY: the page belongs to a mapping that is registered, and so is ours and not unmapped: a thread is reading
        // it just now, with a reference to the `Mapping`. Mappings begin at a page and extend to the end of one, so no
        // foreign memory is replaced. Readers of the page see it go from not readable to zeros, or, if it was readable
        // for them, from its bytes to zeros, which they find noted.
        let covered = unsafe {
            libc::mmap(
                ptr::with_exposed_provenance_mut(page),
                page_bytes,
                libc::PROT_READ,
                flags,
                -1,
                0,
            )
        };
        covered != libc::MAP_FAILED
    }

    /// Does what would have been done without us.
    fn pass_on(action: &libc::sigaction, signal: c_int, is_fault: bool, info: *mut siginfo_t, context: *mut c_void) {
        match action.sa_sigaction {
            libc::SIG_IGN if !is_fault => {}
            // The default ends the process; so does the system when a fault is ignored. The signal is held back while
            // this handler runs and comes again, or the instruction faults again, when it returns.
            libc::SIG_DFL | libc::SIG_IGN => {
                // SAFETY: both calls are async-signal-safe, and zeros are a valid `sigaction`: the default.
                unsafe {
                    let default: libc::sigaction = std::mem::zeroed();
                    libc::sigaction(signal, &raw const default, ptr::null_mut());
                    libc::raise(signal);
                }
            }
            handler if action.sa_flags & libc::SA_SIGINFO != 0 => {
                // SAFETY: neither of the two special values, so it is the function of three arguments that was
                // installed with SA_SIGINFO.
                let handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void) =
                    unsafe { std::mem::transmute(handler) };
                handler(signal, info, context);
            }
            handler => {
                // SAFETY: as above; without SA_SIGINFO it takes one argument.
                let handler: extern "C" fn(c_int) = unsafe { std::mem::transmute(handler) };
                handler(signal);
            }
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
