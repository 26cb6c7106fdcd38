//! The key file: JSON that only its owner can read, written whole or not at all.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::cipher::{self, Secret};
use super::hmac;
use crate::error::StoreError;

const FORMAT: &str = "phonjon-keys-1";

/// What tells that a file was changed.
pub(super) type Stamp = Option<(SystemTime, u64)>;

/// An encryption key and an index key that came into use together.
#[derive(Clone)]
pub(super) struct Generation {
    pub(super) id: String,
    pub(super) encryption: Secret,
    pub(super) index: Secret,
}

/// What the key file holds.
#[derive(Clone)]
pub(super) struct Ring {
    /// Oldest first; never empty.
    pub(super) generations: Vec<Generation>,
    /// Name of the current generation, one of `generations`.
    pub(super) current: String,
    pub(super) link: Secret,
    pub(super) stamp: Stamp,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Stored {
    format: String,
    current: String,
    link_key: String,
    generations: Vec<StoredGeneration>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct StoredGeneration {
    id: String,
    encryption_key: String,
    index_key: String,
}

impl Ring {
    /// Reads the key file; `None` where there is none.
    pub(super) fn read(file: &Path) -> Result<Option<Self>, StoreError> {
        let stamp = stamp(file);
        let text = match fs::read_to_string(file) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(keys(
                    file,
                    &format!("cannot be read ({error}); give this user the right to read it"),
                ));
            }
        };
        only_its_owner(file)?;
        // The parser's own message could repeat a piece of a key.
        let stored: Stored = serde_json::from_str(&text)
            .map_err(|_| keys(file, "is not a key file; restore it from where it is kept"))?;
        let ring = Self::from_stored(&stored).filter(|_| stored.format == FORMAT).ok_or_else(|| {
            keys(file, "is damaged or of another version; restore it from where it is kept")
        })?;
        Ok(Some(Self { stamp, ..ring }))
    }

    fn from_stored(stored: &Stored) -> Option<Self> {
        let generations: Option<Vec<Generation>> = stored
            .generations
            .iter()
            .map(|it| {
                Some(Generation {
                    id: it.id.clone(),
                    encryption: secret(&it.encryption_key)?,
                    index: secret(&it.index_key)?,
                })
            })
            .collect();
        let ring = Self {
            generations: generations?,
            current: stored.current.clone(),
            link: secret(&stored.link_key)?,
            stamp: None,
        };
        ring.generations.iter().any(|it| it.id == ring.current).then_some(ring)
    }

    /// Makes a key file where there is none; of two makers at once both get the first one's.
    pub(super) fn create(file: &Path) -> Result<Self, StoreError> {
        let mut ring =
            Self { generations: Vec::new(), current: String::new(), link: Secret::random()?, stamp: None };
        ring.current = ring.add_generation()?;
        let fresh = ring.write_beside(file)?;
        let linked = fs::hard_link(&fresh, file);
        let removed = fs::remove_file(&fresh);
        match linked {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(keys(file, &format!("cannot be made ({error})"))),
        }
        removed.map_err(|error| keys(file, &format!("was made, but not its copy removed ({error})")))?;
        sync_folder(file)?;
        Self::read(file)?.ok_or_else(|| keys(file, "was made and is gone again"))
    }

    /// Replaces the key file.
    pub(super) fn write(&mut self, file: &Path) -> Result<(), StoreError> {
        let fresh = self.write_beside(file)?;
        fs::rename(&fresh, file).map_err(|error| keys(file, &format!("cannot be replaced ({error})")))?;
        sync_folder(file)?;
        self.stamp = stamp(file);
        Ok(())
    }

    /// Adds a generation at the end and gives its name.
    pub(super) fn add_generation(&mut self) -> Result<String, StoreError> {
        // A random part: two nodes that rotate by mistake at the same time must not give two keys one name.
        let mut tail = [0; 4];
        cipher::fill(&mut tail)?;
        let id = format!("g{}-{}", self.generations.len() + 1, hex(&tail));
        self.generations.push(Generation {
            id: id.clone(),
            encryption: Secret::random()?,
            index: Secret::random()?,
        });
        Ok(id)
    }

    pub(super) fn current(&self) -> &Generation {
        self.generations
            .iter()
            .find(|it| it.id == self.current)
            .expect("a ring is only made with its current generation in it")
    }

    pub(super) fn generation(&self, key_id: &str) -> Result<&Generation, StoreError> {
        self.generations.iter().find(|it| it.id == key_id).ok_or_else(|| {
            StoreError::Keys(format!(
                "the key file has no generation `{key_id}`; copy the newest key file to this machine"
            ))
        })
    }

    /// What the database remembers its key file by.
    pub(super) fn fingerprint(&self) -> String {
        hex(&hmac(&self.link, &[b"fingerprint"]))
    }

    fn write_beside(&self, file: &Path) -> Result<PathBuf, StoreError> {
        let fail = |error: std::io::Error| keys(file, &format!("cannot be written ({error})"));
        let mut tail = [0; 4];
        cipher::fill(&mut tail)?;
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}", hex(&tail)));
        let beside = file.with_file_name(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(fail)?;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&beside).map_err(fail)?;
        out.write_all(&self.text()?).and_then(|()| out.sync_all()).map_err(fail)?;
        Ok(beside)
    }

    fn text(&self) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let stored = Stored {
            format: FORMAT.to_owned(),
            current: self.current.clone(),
            link_key: hex(self.link.bytes()),
            generations: self
                .generations
                .iter()
                .map(|it| StoredGeneration {
                    id: it.id.clone(),
                    encryption_key: hex(it.encryption.bytes()),
                    index_key: hex(it.index.bytes()),
                })
                .collect(),
        };
        serde_json::to_vec_pretty(&stored)
            .map(Zeroizing::new)
            .map_err(|error| StoreError::Keys(format!("the keys cannot be written: {error}")))
    }
}

/// When and how long the file is; `None` where it cannot be seen.
pub(super) fn stamp(file: &Path) -> Stamp {
    let meta = fs::metadata(file).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

#[cfg(unix)]
fn only_its_owner(file: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file)
        .map_err(|error| keys(file, &format!("cannot be examined ({error})")))?
        .permissions()
        .mode();
    let for_others = mode & 0o077;
    if for_others == 0 {
        return Ok(());
    }
    Err(keys(file, &format!("can be used by others (mode {:03o}); run: chmod 600 on it", mode & 0o777)))
}

#[cfg(not(unix))]
fn only_its_owner(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

fn sync_folder(file: &Path) -> Result<(), StoreError> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::File::open(folder)
        .and_then(|it| it.sync_all())
        .map_err(|error| keys(file, &format!("may not last ({error})")))
}

fn keys(file: &Path, what: &str) -> StoreError {
    StoreError::Keys(format!("the key file `{}` {what}", file.display()))
}

fn secret(text: &str) -> Option<Secret> {
    let bytes = Zeroizing::new(unhex(text)?);
    Secret::from_slice(&bytes).ok()
}

/// Two lower-case hexadecimal digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char])
        .collect()
}

/// The bytes of an even number of hexadecimal digits.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| (b as char).to_digit(16).and_then(|n| u8::try_from(n).ok());
    text.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}
