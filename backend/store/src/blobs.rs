//! Where files are kept: a folder of encrypted blobs, named by their ids and never by what people call them.
//!
//! A blob is written in encrypted pieces beside its place and moved there when it is whole. Reading gives nothing
//! that was changed, cut short or exchanged for another blob. Calls block: use them where blocking is allowed.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::keys::{DataKey, hex};

/// Plain bytes in one piece.
const PIECE: usize = 256 * 1024;

/// A piece's longest ciphertext: nonce and tag beside the plain bytes.
const SEALED_PIECE: usize = PIECE + 28;

/// What an unfinished write leaves is removed when it is this old.
const ABANDONED: Duration = Duration::from_hours(24);

/// The folder of blobs.
#[derive(Debug)]
pub struct Blobs {
    folder: PathBuf,
}

/// A blob that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it is found by.
    pub blob_key: String,
    /// Its plain bytes.
    pub n_bytes: u64,
    /// SHA-256 of its plain bytes.
    pub sha256: [u8; 32],
}

impl Blobs {
    /// Opens the folder of blobs in a data folder, and makes it where there is none.
    ///
    /// # Errors
    ///
    /// The file system's own.
    pub fn open(data_dir: &Path) -> io::Result<Self> {
        let blobs = Self { folder: data_dir.join("blobs") };
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(blobs.unfinished())?;
        for entry in fs::read_dir(blobs.unfinished())?.flatten() {
            let age = entry.metadata().and_then(|it| it.modified()).ok().and_then(|it| it.elapsed().ok());
            if age.is_some_and(|it| it > ABANDONED) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(blobs)
    }

    /// The folder of blobs as it stands; nothing is made.
    pub(crate) fn unopened(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("blobs") }
    }

    /// Writes a blob, encrypted, whole or not at all. Writing an id again replaces it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Blob`] from either side; then nothing is left behind.
    pub fn put(&self, id: Uuid, key: &DataKey, mut bytes: impl Read) -> Result<Written, StoreError> {
        let blob_key = blob_key(id);
        let place = self.place(&blob_key)?;
        let mut beside = Unfinished::new(self.unfinished().join(id.simple().to_string()))?;
        let (mut digest, mut n_bytes, mut index) = (Sha256::new(), 0_u64, 0_u64);
        let mut piece = Zeroizing::new(vec![0; PIECE]);
        let mut ahead = Zeroizing::new(vec![0; PIECE]);
        let mut n = fill(&mut bytes, &mut piece)?;
        loop {
            let n_ahead = if n == PIECE { fill(&mut bytes, &mut ahead)? } else { 0 };
            let is_last = n_ahead == 0;
            digest.update(&piece[..n]);
            n_bytes += n as u64;
            let sealed = key.seal(&aad(&blob_key, index, is_last), &piece[..n])?;
            beside.write(is_last, &sealed)?;
            if is_last {
                break;
            }
            std::mem::swap(&mut piece, &mut ahead);
            (n, index) = (n_ahead, index + 1);
        }
        beside.finish(&place)?;
        Ok(Written { blob_key, n_bytes, sha256: digest.finalize().into() })
    }

    /// Opens a blob for reading.
    ///
    /// # Errors
    ///
    /// [`StoreError::Blob`] when there is none. What was changed is an error of the reader.
    pub fn get(&self, blob_key: &str, key: &DataKey) -> Result<BlobReader, StoreError> {
        Ok(BlobReader {
            file: File::open(self.place(blob_key)?).map_err(StoreError::Blob)?,
            blob_key: blob_key.to_owned(),
            key: key.clone(),
            piece: Zeroizing::new(Vec::new()),
            at: 0,
            index: 0,
            is_done: false,
        })
    }

    /// Removes a blob; one that is not there stays away.
    ///
    /// # Errors
    ///
    /// [`StoreError::Blob`] when it cannot be removed.
    pub fn remove(&self, blob_key: &str) -> Result<(), StoreError> {
        match fs::remove_file(self.place(blob_key)?) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::Blob(error)),
            _ => Ok(()),
        }
    }

    fn unfinished(&self) -> PathBuf {
        self.folder.join("unfinished")
    }

    /// The place of a blob. A key that is no key names no place.
    fn place(&self, blob_key: &str) -> Result<PathBuf, StoreError> {
        let is_key = blob_key.len() == 32
            && blob_key.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !is_key {
            return Err(StoreError::Blob(io::Error::new(ErrorKind::InvalidInput, "no key of a blob")));
        }
        // The last digits of an id are random, the first its time.
        Ok(self.folder.join(&blob_key[30..]).join(blob_key))
    }
}

/// What a blob of this id is found by, whether it is there or not.
pub fn blob_key(id: Uuid) -> String {
    hex(id.as_bytes())
}

/// What a piece is bound to: its blob, its place and whether it is the last.
fn aad(blob_key: &str, index: u64, is_last: bool) -> Vec<u8> {
    [b"blob".as_slice(), blob_key.as_bytes(), &index.to_be_bytes(), &[u8::from(is_last)]].concat()
}

/// Reads until the buffer is full or the bytes end.
fn fill(bytes: &mut impl Read, buffer: &mut [u8]) -> Result<usize, StoreError> {
    let mut n = 0;
    while n < buffer.len() {
        match bytes.read(&mut buffer[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(StoreError::Blob(error)),
        }
    }
    Ok(n)
}

/// A blob being written; dropped before it is finished it leaves nothing.
struct Unfinished {
    path: PathBuf,
    file: File,
}

impl Unfinished {
    fn new(path: PathBuf) -> Result<Self, StoreError> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(StoreError::at(&path))?;
        Ok(Self { path, file })
    }

    fn write(&mut self, is_last: bool, sealed: &[u8]) -> Result<(), StoreError> {
        let len = u32::try_from(sealed.len()).expect("a piece is far shorter than 4 GiB");
        let head = [[u8::from(is_last)].as_slice(), &len.to_be_bytes()].concat();
        self.file.write_all(&head).and_then(|()| self.file.write_all(sealed)).map_err(StoreError::Blob)
    }

    fn finish(self, place: &Path) -> Result<(), StoreError> {
        let folder = place.parent().unwrap_or(place);
        let moved = fs::create_dir_all(folder)
            .and_then(|()| self.file.sync_all())
            .and_then(|()| fs::rename(&self.path, place))
            .and_then(|()| File::open(folder)?.sync_all())
            .and_then(|()| File::open(folder.parent().unwrap_or(folder))?.sync_all());
        moved.map_err(StoreError::Blob)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After a finished write there is nothing left to remove.
        let _ = fs::remove_file(&self.path);
    }
}

/// The plain bytes of a blob.
#[derive(Debug)]
pub struct BlobReader {
    file: File,
    blob_key: String,
    key: DataKey,
    piece: Zeroizing<Vec<u8>>,
    at: usize,
    index: u64,
    is_done: bool,
}

impl BlobReader {
    fn next_piece(&mut self) -> io::Result<()> {
        let changed = |why| io::Error::new(ErrorKind::InvalidData, why);
        let mut head = [0; 5];
        self.file.read_exact(&mut head)?;
        let [is_last, len @ ..] = head;
        let len = u32::from_be_bytes(len) as usize;
        if len > SEALED_PIECE {
            return Err(changed("a piece of the blob is too long"));
        }
        let mut sealed = vec![0; len];
        self.file.read_exact(&mut sealed)?;
        self.piece = self
            .key
            .open(&aad(&self.blob_key, self.index, is_last == 1), &sealed)
            .map_err(|_| changed("the blob was changed"))?;
        (self.at, self.index, self.is_done) = (0, self.index + 1, is_last == 1);
        if self.is_done && self.file.read(&mut [0])? != 0 {
            return Err(changed("something follows the end of the blob"));
        }
        Ok(())
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() && !self.is_done {
            self.next_piece()?;
        }
        let n = buffer.len().min(self.piece.len() - self.at);
        buffer[..n].copy_from_slice(&self.piece[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, TestStore};

    type Change<'a> = &'a dyn Fn(&mut Vec<u8>);

    struct Fixture {
        store: TestStore,
        key: DataKey,
    }

    async fn fixture() -> Fixture {
        let store = testing::stores().await.remove(0);
        let key = store.keys().new_data_key().unwrap().key;
        Fixture { store, key }
    }

    fn bytes(n: usize) -> Vec<u8> {
        (0..n).map(|it| u8::try_from(it % 251).unwrap()).collect()
    }

    impl Fixture {
        fn put(&self, id: u128, bytes: &[u8]) -> Written {
            self.store.blobs().put(Uuid::from_u128(id), &self.key, bytes).unwrap()
        }

        fn get(&self, blob_key: &str) -> io::Result<Vec<u8>> {
            let mut out = Vec::new();
            self.store.blobs().get(blob_key, &self.key).unwrap().read_to_end(&mut out)?;
            Ok(out)
        }

        fn change(&self, blob_key: &str, change: impl FnOnce(&mut Vec<u8>)) {
            let place = self.store.blobs().place(blob_key).unwrap();
            let mut bytes = fs::read(&place).unwrap();
            change(&mut bytes);
            fs::write(&place, bytes).unwrap();
        }
    }

    #[tokio::test]
    async fn a_blob_reads_as_it_was_written_whatever_its_length() {
        let it = fixture().await;
        for n in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 5] {
            let written = it.put(7, &bytes(n));
            assert_eq!((written.n_bytes, it.get(&written.blob_key).unwrap()), (n as u64, bytes(n)));
            assert_eq!(written.sha256, <[u8; 32]>::from(Sha256::digest(bytes(n))));
        }
        it.store.blobs().remove(&it.put(7, b"").blob_key).unwrap();
        assert_eq!(fs::read_dir(it.store.blobs().unfinished()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn nothing_plain_is_on_the_disk() {
        let it = fixture().await;
        let written = it.put(7, "นางสาวมาลี".as_bytes());
        it.change(&written.blob_key, |on_disk| {
            assert!(!on_disk.windows(9).any(|it| it == "นาง".as_bytes()));
        });
    }

    #[tokio::test]
    async fn a_changed_cut_or_exchanged_blob_is_no_blob() {
        let it = fixture().await;
        let written = it.put(7, &bytes(PIECE * 2));
        let other = it.put(8, &bytes(PIECE * 2));
        let of_other = fs::read(it.store.blobs().place(&other.blob_key).unwrap()).unwrap();
        let good = fs::read(it.store.blobs().place(&written.blob_key).unwrap()).unwrap();
        let one = 5 + SEALED_PIECE;
        let changes: [Change<'_>; 6] = [
            &|it| it[100] ^= 1,
            &|it| it.truncate(one),
            &|it| it[0] = 1,
            &|it| it.push(0),
            &|it| it.rotate_left(one),
            &|it| it.clone_from(&of_other),
        ];
        for change in changes {
            it.change(&written.blob_key, change);
            assert!(it.get(&written.blob_key).is_err());
            it.change(&written.blob_key, |it| it.clone_from(&good));
        }
        assert_eq!(it.get(&written.blob_key).unwrap(), bytes(PIECE * 2));
    }

    #[tokio::test]
    async fn a_key_names_no_other_place() {
        let it = fixture().await;
        for key in ["../../../../../../../../etc/passwd", "", "0123456789ABCDEF0123456789ABCDEF", "..%2f"] {
            assert!(it.store.blobs().get(key, &it.key).is_err(), "{key}");
        }
    }

    #[tokio::test]
    async fn bytes_that_break_off_leave_nothing() {
        struct Breaking;
        impl Read for Breaking {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let it = fixture().await;
        let id = Uuid::from_u128(9);
        assert!(it.store.blobs().put(id, &it.key, Breaking).is_err());
        assert!(it.store.blobs().get(&blob_key(id), &it.key).is_err());
        assert_eq!(fs::read_dir(it.store.blobs().unfinished()).unwrap().count(), 0);
    }
}
