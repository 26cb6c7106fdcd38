//! Files and folders that only their owner may read: names of people stand in a SQLite database in clear.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// What SQLite and we put beside a database, by the end of its name.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-start"];

/// Makes a folder with everything above it that is not there, for its owner only.
///
/// # Errors
///
/// [`StoreError::Place`].
pub fn folder(path: &Path) -> Result<(), StoreError> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path).map_err(StoreError::at(path))
}

/// A file that stands in memory alone and is gone with the process, however that ends: for what may not lie on a disk in
/// clear.
///
/// # Errors
///
/// The system's own.
pub fn memory_file() -> io::Result<File> {
    let flags = rustix::fs::MemfdFlags::CLOEXEC;
    Ok(File::from(rustix::fs::memfd_create("phonjon", flags)?))
}

/// Bytes that may still be written where a folder lies.
///
/// # Errors
///
/// The system's own.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let found = rustix::fs::statvfs(folder)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Opens a file for adding to it; where there is none it is made for its owner only.
pub(crate) fn create(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(StoreError::at(path))
}

/// Makes the file of a SQLite database where there is none, and closes it and what stands beside it to others. Files of
/// another owner stay as they are: `doctor` tells of them.
pub(crate) fn keep(file: &Path) -> Result<(), StoreError> {
    create(file)?;
    for path in open_to_others(file) {
        match close(&path) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            done => done.map_err(StoreError::at(&path))?,
        }
    }
    Ok(())
}

/// The files of a SQLite database that others than their owner may read or write.
pub(crate) fn open_to_others(file: &Path) -> Vec<PathBuf> {
    let beside = BESIDE.map(|end| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    });
    beside.into_iter().filter(|it| it.metadata().is_ok_and(|it| is_open(&it))).collect()
}

#[cfg(unix)]
fn is_open(it: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    it.permissions().mode() & 0o077 != 0
}

#[cfg(unix)]
fn close(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn is_open(_: &fs::Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn close(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn a_database_and_what_stands_beside_it_are_closed_to_others() {
        let dir = tempfile::tempdir().unwrap();
        let (inner, file) = (dir.path().join("a/b"), dir.path().join("a/b/phonjon.db"));
        folder(&inner).unwrap();
        assert_eq!(mode(&inner), 0o700);
        keep(&file).unwrap();
        assert_eq!((mode(&file), open_to_others(&file)), (0o600, vec![]));
        let wal = inner.join("phonjon.db-wal");
        for path in [&file, &wal] {
            fs::write(path, "kept").unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
        }
        assert_eq!(open_to_others(&file), [file.clone(), wal.clone()]);
        keep(&file).unwrap();
        assert_eq!(open_to_others(&file), Vec::<PathBuf>::new());
        assert_eq!(fs::read_to_string(&file).unwrap(), "kept", "it is as it was");
    }

    #[test]
    fn what_cannot_be_made_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("nowhere/phonjon.db");
        let told = keep(&file).unwrap_err().to_string();
        assert!(told.contains("nowhere/phonjon.db"), "{told}");
        fs::write(dir.path().join("file"), "").unwrap();
        let told = folder(&dir.path().join("file")).unwrap_err().to_string();
        assert!(told.contains("/file"), "{told}");
    }
}
