//! What the first open makes of a file of format 2, wherever it is interrupted.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use bimetal_document::{DocumentRef, KeyRef, Span};
use bimetal_engine::{Direction, Engine, Error, with_causes};
use bimetal_files::simulated::{SimulatedDisk, Stop};
use bimetal_files::{Files, OsFiles};
use redb::{Builder, ReadableTableMetadata, TableHandle};

use crate::database::FusedDatabase;
use crate::engine::RedbEngine;
use crate::faulty_file::FaultyFile;
use crate::file::{FILE_NAME, RedbFile};
use crate::format_2::{DOCUMENTS, Row, check, rows, write};
use crate::upgrade::{PORTION, Portion, move_portion};

const CACHE_BYTES: usize = 1 << 20;

/// So small that a few documents are many portions.
const SMALL: Portion = Portion {
    documents: 10,
    bytes: 100_000,
};

fn open(file: &FaultyFile, portion: Portion) -> Result<RedbEngine, Error> {
    RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), CACHE_BYTES, portion)
}

#[test]
fn every_document_moves_and_the_old_tables_go() {
    for portion in [PORTION, SMALL] {
        let file = FaultyFile::default();
        write(file.clone(), &rows());
        let engine = open(&file, portion).unwrap();
        check(&engine, &rows());
        engine.close().unwrap();
        check(&open(&file, portion).unwrap(), &rows());

        let database = Builder::new().create_with_backend(file.copy()).unwrap();
        let transaction = database.begin_write().unwrap();
        let tables = transaction.list_tables().unwrap();
        let mut names: Vec<String> = tables.map(|table| table.name().to_owned()).collect();
        names.sort();
        assert_eq!(names, ["documents-3", "expiries-3", "meta"]);
    }
}

#[test]
fn a_transaction_moves_no_more_than_a_portion() {
    let left_after = |portion| {
        let file = FaultyFile::default();
        write(file.clone(), &rows());
        let database = FusedDatabase::open(file, "/".into(), CACHE_BYTES).unwrap();
        let more = database.transact(|transaction, tables| move_portion(transaction, tables, portion));
        assert!(more.unwrap());
        let left = database.transact(|transaction, _| Ok(transaction.open_table(DOCUMENTS).unwrap().len().unwrap()));
        rows().len() - left.unwrap() as usize
    };
    let (documents, bytes) = (7, 1000);
    assert_eq!(
        left_after(Portion {
            documents,
            bytes: usize::MAX
        }),
        documents
    );
    let moved = left_after(Portion {
        documents: usize::MAX,
        bytes,
    });
    let bytes_of = |rows: &[Row]| rows.iter().map(|row| 16 + row.4.len()).sum::<usize>();
    assert!(bytes_of(&rows()[..moved]) >= bytes && bytes_of(&rows()[..moved - 1]) < bytes);
}

#[test]
fn wherever_the_storage_fails_the_next_open_goes_on() {
    let origin = FaultyFile::default();
    write(origin.clone(), &rows());
    for good in 0.. {
        let file = origin.copy();
        file.fail_after(good, io::ErrorKind::Other);
        // redb may fail before it looks at the tables, with an error of its own.
        let opened = open(&file, SMALL).is_ok();
        check(&open(&file.copy(), SMALL).unwrap(), &rows());
        if opened {
            assert!(good > rows().len() / SMALL.documents, "the failures came late enough");
            break;
        }
    }
}

#[test]
fn wherever_the_process_or_the_power_ends_the_next_open_goes_on() {
    let path = Path::new("/data");
    for stop in [Stop::Process, Stop::Power] {
        for calls in 0.. {
            let disk = SimulatedDisk::new(calls);
            let files = disk.folder(path);
            write(RedbFile(files.create(FILE_NAME).unwrap()), &rows());
            files.sync_folder().unwrap();
            let open = |files: Arc<dyn Files>| {
                let file = files.open(FILE_NAME).map_err(|error| Error::io("open", path, error))?;
                RedbEngine::open_on(RedbFile(file), files, CACHE_BYTES, SMALL)
            };
            disk.stop_after(calls, stop);
            let opened = open(files).is_ok();
            let stopped = disk.stopped().is_some();
            disk.restart(stop);
            check(&open(disk.folder(path)).unwrap(), &rows());
            if opened && !stopped {
                break;
            }
        }
    }
}

#[test]
fn a_damaged_document_is_named() {
    let refused = |key: [u8; 16], row: &[u8]| {
        let file = FaultyFile::default();
        write(file.clone(), &rows());
        let database = Builder::new().create_with_backend(file.clone()).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(DOCUMENTS).unwrap().insert(&key, row).unwrap();
        transaction.commit().unwrap();
        database.close().unwrap();
        let Err(error) = open(&file, PORTION) else { return None };
        Some(with_causes(&error))
    };
    let whole = [0; 17];
    assert_eq!(refused(*b"quickdoc\0\0\0\0\0\0\0\x07", &whole), None);
    let text = refused(*b"quick oc\0\0\0\0\0\0\0\x07", &whole).unwrap();
    assert!(
        text.contains("71, 75, 69, 63, 6b, 20, 6f, 63") && text.contains("backup"),
        "{text}"
    );
    let text = refused(*b"quickdoc\0\0\0\0\0\0\0\x07", &whole[..15]).unwrap();
    assert!(
        text.contains("quickdoc-7 is cut short") && text.contains("backup"),
        "{text}"
    );
}

/// The line of a fixture for each document, as the tests of the store write it.
#[test]
fn a_folder_that_a_release_wrote_is_served_as_it_was() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/tests/fixtures/format-2-redb");
    let folder = tempfile::tempdir().unwrap();
    fs::copy(fixture.join("data").join(FILE_NAME), folder.path().join(FILE_NAME)).unwrap();
    let engine = RedbEngine::open(Arc::new(OsFiles::new(folder.path()))).unwrap();
    let snapshot = engine.snapshot().unwrap();
    let mut text = format!("revision {}\n", snapshot.revision());
    let mut collect = |key: KeyRef<'_>, document: DocumentRef<'_>| {
        let expires = document
            .expires
            .map_or("-".to_owned(), |expires| expires.millis().to_string());
        let value = String::from_utf8_lossy(document.value);
        text += &format!("{key} {} {expires} {value}\n", document.revision);
        ControlFlow::Continue(())
    };
    snapshot.scan(&Span::all(), Direction::Forward, &mut collect).unwrap();
    assert_eq!(text, fs::read_to_string(fixture.join("documents.txt")).unwrap());
}
