//! Making a folder whose name stays.

use std::fs;
use std::io;
use std::path::Path;

/// Makes a folder where there is none, and those around it, each with its name on disk: what is written into a folder whose
/// own name a power cut takes is lost with it.
pub(super) fn make(path: &Path) -> io::Result<()> {
    let around = path.parent().filter(|around| !around.as_os_str().is_empty());
    let mut made = fs::create_dir(path);
    if let (Err(error), Some(around)) = (&made, around)
        && error.kind() == io::ErrorKind::NotFound
    {
        make(around)?;
        made = fs::create_dir(path);
    }
    match made {
        Ok(()) => sync_names(around.unwrap_or(Path::new("."))),
        // Whoever made it may have died before its name was on disk. Where that cannot be looked after, it is somebody else's.
        Err(_) if path.is_dir() => {
            let _ = sync_names(around.unwrap_or(Path::new(".")));
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// LIMIT: nothing where the folder may not be read, and on Windows, which has no such call and keeps names in its journal.
fn sync_names(folder: &Path) -> io::Result<()> {
    match fs::File::open(folder) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        Err(error) if cfg!(unix) && !crate::is_denied(&error) => Err(error),
        _ => Ok(()),
    }
}
