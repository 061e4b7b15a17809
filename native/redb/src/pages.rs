//! redb's own pages, compared with the checksums that it keeps of them.
//!
//! redb compares them only when it repairs a file, and trusts them otherwise: a bit that flips in a page that leads to
//! others makes documents vanish or grow old, or redb takes some GiB of memory for a page that is none; and at one in a page
//! that redb keeps for itself it ends the process. Source: the file format of redb 4.6, version 3.
//!
//! ```text
//! branch                                          leaf
//! 0      2        8                               0      2        4
//! ┌──────┬────────┬──────────┬───────┬──────┐     ┌──────┬────────┬──────┬──────┬────────┐
//! │ 2    │ keys   │ children │ ends  │ keys │     │ 1    │ pairs  │ ends │ keys │ values │
//! │ u8   │ u16    │          │ u32   │      │     │ u8   │ u16    │ u32  │      │        │
//! └──────┴────────┴──────────┴───────┴──────┘     └──────┴────────┴──────┴──────┴────────┘
//! ```
//!
//! Numbers are little-endian. The children are their checksums, 16 bytes each, and behind all of those their page numbers,
//! 8 bytes each. Ends count from the beginning of the page, first those of the keys; keys or values of one width have none. A
//! checksum is the XXH3 of a page as far as it is used, 128 bits.

use std::io;
use std::path::Path;

use bimetal_engine::{Error, Result};
use redb::{StorageBackend, TableHandle};
use xxhash_rust::xxh3::xxh3_128;

use crate::error::file_damaged;
use crate::head::Head;
use crate::sums::META;
use crate::tables::DOCUMENTS;

const PAGE_BYTES: u64 = 4096;
/// The head, and where it says how the file is divided.
const HEAD_BYTES: usize = 320;
const PAGE_BYTES_AT: usize = 12;
const REGION_HEADER_PAGES_AT: usize = 16;
const REGION_PAGES_AT: usize = 20;
/// In each of its two states, the roots of two trees: of our tables, and of those that redb keeps for itself.
const HAS_ROOT_AT: [usize; 2] = [1, 2];
const ROOT_AT: [usize; 2] = [8, 40];

const LEAF: u8 = 1;
const BRANCH: u8 = 2;
/// More levels than any tree has.
const LEVELS_MAX: u32 = 64;

/// LIMIT: how much of the documents' branches is read when a file is opened. That is all of them in one of some 10 GiB.
const BRANCH_BYTES_MAX: u64 = 64 << 20;

/// Compares the pages that redb finds its way by, in a file that was closed in order; after a crash redb does so itself.
pub(crate) fn check_pages(file: &impl StorageBackend, path: &Path) -> Result<()> {
    match Pages::new(file).and_then(|pages| pages.map_or(Ok(()), |mut pages| pages.check())) {
        Ok(()) => Ok(()),
        Err(Trouble::Damage) => Err(file_damaged("a page that redb finds its way by is damaged")),
        Err(Trouble::Io(error)) => Err(Error::io("read", path, error)),
    }
}

enum Trouble {
    Damage,
    Io(io::Error),
}

type Checked<T> = std::result::Result<T, Trouble>;

/// A page's number, and the checksum that whoever leads to it has.
#[derive(Clone, Copy)]
struct Link {
    page: u64,
    checksum: u128,
}

#[derive(Clone, Copy)]
struct Tree {
    root: Link,
    /// How many bytes a key and a value have, where all have as many.
    widths: [Option<usize>; 2],
}

/// The trees whose entries are tables have names and descriptions in them.
const TABLES: [Option<usize>; 2] = [None, None];

/// A file and how it is divided.
struct Pages<'a, F> {
    file: &'a F,
    bytes: u64,
    region_header_pages: u64,
    region_pages: u64,
    roots: [Option<Link>; 2],
    /// How many bytes may be read still.
    budget: u64,
}

impl<'a, F: StorageBackend> Pages<'a, F> {
    /// `None` where redb finds for itself that something is wrong, or is about to look.
    fn new(file: &'a F) -> Checked<Option<Pages<'a, F>>> {
        let bytes = file.len().map_err(Trouble::Io)?;
        let mut head = [0; HEAD_BYTES];
        if bytes < head.len() as u64 {
            return Ok(None);
        }
        file.read(0, &mut head).map_err(Trouble::Io)?;
        Ok(Pages::of_head(file, bytes, &head))
    }

    fn of_head(file: &'a F, bytes: u64, head: &[u8]) -> Option<Pages<'a, F>> {
        let states = Head::of(head)?;
        let state = states.state()?;
        if !states.was_closed() || u64::from(u32_at(head, PAGE_BYTES_AT)?) != PAGE_BYTES {
            return None;
        }
        let root = |which: usize| -> Option<Option<Link>> {
            let has_root = *state.get(*HAS_ROOT_AT.get(which)?)? != 0;
            let link = link_at(state, *ROOT_AT.get(which)?)?;
            Some(has_root.then_some(link))
        };
        Some(Pages {
            file,
            bytes,
            region_header_pages: u32_at(head, REGION_HEADER_PAGES_AT)?.into(),
            region_pages: u32_at(head, REGION_PAGES_AT)?.into(),
            roots: [root(0)?, root(1)?],
            budget: u64::MAX,
        })
    }

    fn check(&mut self) -> Checked<()> {
        let [ours, of_redb] = self.roots;
        for (_, table) in self.tables(of_redb)? {
            self.walk(&table, true, &mut |_, _| Ok(()))?;
        }
        for (name, table) in self.tables(ours)? {
            if name == META.name() {
                self.walk(&table, true, &mut |_, _| Ok(()))?;
            } else if name == DOCUMENTS.name() {
                self.budget = BRANCH_BYTES_MAX;
                // Each row has a checksum of its own, and one that is damaged keeps nobody from the others.
                self.walk(&table, false, &mut |_, _| Ok(()))?;
                self.budget = u64::MAX;
            }
        }
        Ok(())
    }

    /// The tables in a tree of tables, except those that are empty.
    fn tables(&mut self, root: Option<Link>) -> Checked<Vec<(String, Tree)>> {
        let mut tables = Vec::new();
        if let Some(root) = root {
            let tree = Tree { root, widths: TABLES };
            self.walk(&tree, true, &mut |name, described| {
                let name = String::from_utf8_lossy(name).into_owned();
                tables.extend(table_of(described).ok_or(Trouble::Damage)?.map(|table| (name, table)));
                Ok(())
            })?;
        }
        Ok(tables)
    }

    /// Compares the pages of a tree, its leaves too or its branches alone, and shows what is in its leaves.
    fn walk(&mut self, tree: &Tree, leaves: bool, show: &mut Show<'_>) -> Checked<()> {
        let levels = if leaves {
            LEVELS_MAX
        } else {
            self.branches_above_leaves(tree)?
        };
        self.visit(tree, tree.root, levels, show)
    }

    /// Over how many branches the way leads to a leaf, which is the same for each of them.
    fn branches_above_leaves(&mut self, tree: &Tree) -> Checked<u32> {
        let mut link = tree.root;
        for levels in 0..LEVELS_MAX {
            let kind = self.read(link, 1)?;
            if kind.first() == Some(&LEAF) {
                return Ok(levels);
            }
            let page = self.read_whole(tree, link)?;
            link = page.child(0).ok_or(Trouble::Damage)?;
        }
        Err(Trouble::Damage)
    }

    fn visit(&mut self, tree: &Tree, link: Link, levels: u32, show: &mut Show<'_>) -> Checked<()> {
        if levels == 0 {
            return Ok(());
        }
        if self.budget < PAGE_BYTES {
            return Ok(());
        }
        let page = self.read_whole(tree, link)?;
        if page.is_branch {
            for child in 0..=page.count {
                let child = page.child(child).ok_or(Trouble::Damage)?;
                self.visit(tree, child, levels - 1, show)?;
            }
            return Ok(());
        }
        for pair in 0..page.count {
            let (key, value) = page.pair(pair).ok_or(Trouble::Damage)?;
            show(key, value)?;
        }
        Ok(())
    }

    /// A page that is what its checksum says.
    fn read_whole(&mut self, tree: &Tree, link: Link) -> Checked<Page> {
        let bytes = self.read(link, link.bytes())?;
        self.budget = self.budget.saturating_sub(bytes.len() as u64);
        let page = Page::of(bytes, tree.widths).ok_or(Trouble::Damage)?;
        let used = page.used().ok_or(Trouble::Damage)?;
        if xxh3_128(used) == link.checksum {
            Ok(page)
        } else {
            Err(Trouble::Damage)
        }
    }

    /// The first bytes of a page.
    fn read(&self, link: Link, count: u64) -> Checked<Vec<u8>> {
        let place = || {
            let region_bytes = (self.region_header_pages + self.region_pages).checked_mul(PAGE_BYTES)?;
            let region = PAGE_BYTES.checked_add(link.region().checked_mul(region_bytes)?)?;
            let in_region = self.region_header_pages * PAGE_BYTES + link.index().checked_mul(link.bytes())?;
            let from = region.checked_add(in_region)?;
            (from.checked_add(link.bytes())? <= self.bytes).then_some(from)
        };
        let from = place().ok_or(Trouble::Damage)?;
        let mut bytes = vec![0; usize::try_from(count).map_err(|_| Trouble::Damage)?];
        self.file.read(from, &mut bytes).map_err(Trouble::Io)?;
        Ok(bytes)
    }
}

/// What a leaf holds: a key and a value.
type Show<'a> = dyn FnMut(&[u8], &[u8]) -> Checked<()> + 'a;

impl Link {
    /// A page is so many times as long as the shortest, a power of two.
    fn order(self) -> u64 {
        self.page >> 59
    }

    fn bytes(self) -> u64 {
        PAGE_BYTES << self.order()
    }

    fn region(self) -> u64 {
        self.page >> 20 & 0xF_FFFF
    }

    /// Among the pages of its region that are as long.
    fn index(self) -> u64 {
        self.page & 0xF_FFFF >> self.order()
    }
}

struct Page {
    bytes: Vec<u8>,
    widths: [Option<usize>; 2],
    is_branch: bool,
    /// Keys of a branch, which has one child more, or pairs of a leaf.
    count: usize,
}

impl Page {
    /// `None` when it is neither a branch nor a leaf, or has nothing in it.
    fn of(bytes: Vec<u8>, widths: [Option<usize>; 2]) -> Option<Page> {
        let is_branch = match *bytes.first()? {
            BRANCH => true,
            LEAF => false,
            _ => return None,
        };
        let count = number(&bytes, 2, u16::from_le_bytes)?.into();
        (count > 0).then_some(Page {
            bytes,
            widths,
            is_branch,
            count,
        })
    }

    /// The bytes that count.
    fn used(&self) -> Option<&[u8]> {
        let end = if self.is_branch {
            self.branch_key_end()?
        } else {
            self.value_end(self.count)?
        };
        self.bytes.get(..end)
    }

    fn child(&self, child: usize) -> Option<Link> {
        let checksum = number(&self.bytes, 8 + 16 * child, u128::from_le_bytes)?;
        let page = number(&self.bytes, 8 + 16 * (self.count + 1) + 8 * child, u64::from_le_bytes)?;
        (self.is_branch && child <= self.count).then_some(Link { page, checksum })
    }

    fn branch_key_end(&self) -> Option<usize> {
        let behind_children = 8 + 24 * (self.count + 1);
        match self.widths[0] {
            Some(width) => self.count.checked_mul(width)?.checked_add(behind_children),
            None => usize::try_from(u32_at(&self.bytes, behind_children + 4 * (self.count - 1))?).ok(),
        }
    }

    fn pair(&self, pair: usize) -> Option<(&[u8], &[u8])> {
        let key = self.bytes.get(self.key_end(pair)?..self.key_end(pair + 1)?)?;
        let value = self.bytes.get(self.value_end(pair)?..self.value_end(pair + 1)?)?;
        Some((key, value))
    }

    /// Where the first so many keys of a leaf end.
    fn key_end(&self, keys: usize) -> Option<usize> {
        let lists = self.widths.iter().filter(|width| width.is_none()).count();
        let first = 4 + 4 * self.count * lists;
        match self.widths[0] {
            Some(width) => keys.checked_mul(width)?.checked_add(first),
            None if keys == 0 => Some(first),
            None => usize::try_from(u32_at(&self.bytes, 4 * keys)?).ok(),
        }
    }

    /// Where the first so many values of a leaf end.
    fn value_end(&self, values: usize) -> Option<usize> {
        let first = self.key_end(self.count)?;
        match self.widths[1] {
            Some(width) => values.checked_mul(width)?.checked_add(first),
            None if values == 0 => Some(first),
            None => {
                let keys = if self.widths[0].is_none() { self.count } else { 0 };
                usize::try_from(u32_at(&self.bytes, 4 * (keys + values))?).ok()
            }
        }
    }
}

/// The tree of a table, from its description; an inner `None` where it is empty.
fn table_of(described: &[u8]) -> Option<Option<Tree>> {
    let width = |at: usize| -> Option<Option<usize>> {
        let width = usize::try_from(u32_at(described, at + 1)?).ok()?;
        Some((*described.get(at)? != 0).then_some(width))
    };
    let tree = Tree {
        root: link_at(described, 10)?,
        widths: [width(42)?, width(47)?],
    };
    Some((*described.get(9)? != 0).then_some(tree))
}

fn link_at(bytes: &[u8], at: usize) -> Option<Link> {
    Some(Link {
        page: number(bytes, at, u64::from_le_bytes)?,
        checksum: number(bytes, at + 8, u128::from_le_bytes)?,
    })
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    number(bytes, at, u32::from_le_bytes)
}

fn number<const BYTES: usize, N>(bytes: &[u8], at: usize, read: fn([u8; BYTES]) -> N) -> Option<N> {
    bytes.get(at..)?.first_chunk().map(|found| read(*found))
}
