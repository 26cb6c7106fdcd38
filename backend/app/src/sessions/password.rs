//! Passwords: which are refused, and hashing a few at a time, off the threads that answer requests.

use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization;

use crate::error::{AppError, Refusal};

/// Shortest password, in characters.
const SHORTEST: usize = 12;

/// Longest password, in bytes: a bound on work, far above what people type.
const LONGEST: usize = 1024;

/// How long a sign-in waits for its turn.
const PATIENCE: Duration = Duration::from_secs(3);

/// Words that passwords of offices are made of; one that is a repetition or a run of these and of digits is weak.
const COMMON: [&str; 24] = [
    "password",
    "passw0rd",
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "zxcvbn",
    "admin",
    "administrator",
    "welcome",
    "letmein",
    "iloveyou",
    "phonjon",
    "tpmap",
    "thaiqm",
    "thailand",
    "moobaan",
    "amphoe",
    "tambon",
    "changwat",
    "abc",
    "abcdef",
    "รหัสผ่าน",
    "พ้นจน",
    "ประเทศไทย",
];

/// As many are hashed at once as there are cores: each takes 19 MiB and a core for some 20 ms.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)))
});

/// The hash that is verified where there is no account.
static DUMMY: OnceLock<String> = OnceLock::new();

/// The hash to keep of a password.
///
/// # Errors
///
/// [`AppError::Busy`] where too many wait.
pub(crate) async fn hash(password: &str) -> Result<String, AppError> {
    let turn = turn(&TURNS, PATIENCE).await?;
    let password = password.to_owned();
    off_thread(turn, move || hash_now(&password)).await?
}

/// True when the password is the one that was hashed. Where there is no hash the same work is done for nothing, so
/// that the time does not tell whether an account exists.
///
/// # Errors
///
/// [`AppError::Busy`] where too many wait.
pub(crate) async fn is_right(hash: Option<String>, password: &str) -> Result<bool, AppError> {
    if DUMMY.get().is_none() {
        let dummy = self::hash(&random_password()?).await?;
        // Two first sign-ins at once make two; one stays.
        let _ = DUMMY.set(dummy);
    }
    let turn = turn(&TURNS, PATIENCE).await?;
    let is_known = hash.is_some();
    let hash = hash.or_else(|| DUMMY.get().cloned()).unwrap_or_default();
    // What is longer than any password can be is hashed as nothing: it takes as long and is never right.
    let password = if password.len() <= LONGEST { normal(password) } else { String::new() };
    let is_right = off_thread(turn, move || match PasswordHash::new(&hash) {
        Ok(hash) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        Err(_) => false,
    })
    .await?;
    Ok(is_known && is_right)
}

async fn turn(turns: &Arc<Semaphore>, patience: Duration) -> Result<OwnedSemaphorePermit, AppError> {
    match tokio::time::timeout(patience, Arc::clone(turns).acquire_owned()).await {
        Ok(Ok(turn)) => Ok(turn),
        Ok(Err(_)) | Err(_) => Err(AppError::Busy),
    }
}

/// The turn is kept until the work is done, also where nobody waits for it any more.
async fn off_thread<T: Send + 'static>(
    turn: OwnedSemaphorePermit,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    done.await.map_err(|_| AppError::Unexpected("the hashing thread ended".to_owned()))
}

fn hash_now(password: &str) -> Result<String, AppError> {
    let hash = Argon2::default()
        .hash_password(normal(password).as_bytes())
        .map_err(|error| AppError::Unexpected(format!("cannot hash: {error}")))?;
    Ok(hash.to_string())
}

/// Keyboards compose Thai vowels and accents differently; the password is the same.
fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// A password of 100 bits that can be read aloud: four groups of five letters and digits.
///
/// # Errors
///
/// [`AppError::Unexpected`] where the machine gives no randomness.
pub(crate) fn random_password() -> Result<String, AppError> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
    let mut bytes = [0_u8; 20];
    getrandom::fill(&mut bytes).map_err(|error| AppError::Unexpected(format!("no randomness: {error}")))?;
    let mut out = String::with_capacity(23);
    for (idx, byte) in bytes.into_iter().enumerate() {
        if idx > 0 && idx % 5 == 0 {
            out.push('.');
        }
        out.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(out)
}

/// Refuses a password that is short, endless, common, or made of the user name.
///
/// # Errors
///
/// `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG` or `PASSWORD_TOO_COMMON` of the argument.
pub fn refuse_weak(password: &str, user_name: &str, field: &str) -> Result<(), Refusal> {
    if password.len() > LONGEST {
        return Err(Refusal::of("PASSWORD_TOO_LONG", field).with("max", LONGEST));
    }
    let plain = normal(password).to_lowercase();
    if plain.chars().count() < SHORTEST {
        return Err(Refusal::of("PASSWORD_TOO_SHORT", field).with("min", SHORTEST));
    }
    if is_common(&plain, user_name) { Err(Refusal::of("PASSWORD_TOO_COMMON", field)) } else { Ok(()) }
}

/// True when little is left without common words, the user name, digits and repetition.
fn is_common(plain: &str, user_name: &str) -> bool {
    let mut left = plain.to_owned();
    let user_name = user_name.to_lowercase();
    let mut words: Vec<&str> = COMMON.to_vec();
    if user_name.chars().count() >= 3 {
        words.push(&user_name);
    }
    words.sort_by_key(|it| std::cmp::Reverse(it.len()));
    for word in words {
        left = left.replace(word, "");
    }
    let mut letters: Vec<char> = left.chars().filter(|c| !c.is_numeric() && c.is_alphabetic()).collect();
    letters.sort_unstable();
    letters.dedup();
    let mut all: Vec<char> = left.chars().collect();
    all.sort_unstable();
    all.dedup();
    letters.len() < 4 || all.len() < 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<String> {
        refuse_weak(password, "somchai", "password").err().map(|it| it.code)
    }

    #[test]
    fn eleven_characters_are_too_few_and_twelve_enough() {
        assert_eq!(code("khaoniaomuu").as_deref(), Some("PASSWORD_TOO_SHORT"));
        assert_eq!(code("khaoniaomuup"), None);
        assert_eq!(code("ข้าวเหนียวหมูปิ้ง"), None);
        assert_eq!(code(&"khaoniaomuup".repeat(100)).as_deref(), Some("PASSWORD_TOO_LONG"));
    }

    #[test]
    fn common_words_numbers_and_the_user_name_do_not_count() {
        for weak in
            ["password123456", "1234567890123", "Somchai-2569-2569", "aaaaaaaaaaaaaaaa", "qwertyuiop2026"]
        {
            assert_eq!(code(weak).as_deref(), Some("PASSWORD_TOO_COMMON"), "{weak}");
        }
    }

    #[test]
    fn a_random_password_is_never_refused_and_never_the_same() {
        let (one, other) = (random_password().unwrap(), random_password().unwrap());
        assert_ne!(one, other);
        assert_eq!(code(&one), None);
        assert_eq!(one.len(), 23);
    }

    #[tokio::test]
    async fn who_waits_too_long_for_a_turn_is_told_so() {
        let turns = Arc::new(Semaphore::new(1));
        let first = turn(&turns, Duration::from_secs(20)).await.unwrap();
        assert!(matches!(turn(&turns, Duration::from_millis(20)).await, Err(AppError::Busy)));
        drop(first);
        assert!(turn(&turns, Duration::from_secs(20)).await.is_ok());
    }

    #[tokio::test]
    async fn a_turn_lasts_as_long_as_the_work_though_nobody_waits_for_it() {
        let turns = Arc::new(Semaphore::new(1));
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let first = turn(&turns, Duration::from_secs(20)).await.unwrap();
        let work = off_thread(first, move || ended.recv().is_ok());
        assert!(tokio::time::timeout(Duration::from_millis(20), work).await.is_err());
        assert_eq!(turns.available_permits(), 0, "the work goes on");
        end.send(()).unwrap();
        assert!(turn(&turns, Duration::from_secs(20)).await.is_ok());
    }

    #[tokio::test]
    async fn nothing_is_hashed_out_of_turn() {
        let known = hash("khao niao mamuang").await.unwrap();
        // The first of all passwords makes what is verified where there is no account.
        assert!(!is_right(None, "khao niao mamuang").await.unwrap());
        let n_turns = u32::try_from(std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
        let all = Arc::clone(&TURNS).acquire_many_owned(n_turns.unwrap()).await.unwrap();
        let waits = Duration::from_millis(300);
        assert!(tokio::time::timeout(waits, hash("khao niao mamuang")).await.is_err());
        assert!(tokio::time::timeout(waits, is_right(Some(known.clone()), "x")).await.is_err());
        drop(all);
        assert!(is_right(Some(known), "khao niao mamuang").await.unwrap());
    }

    #[tokio::test]
    async fn a_password_is_right_however_its_vowels_were_typed() {
        let hash = hash("café au lait 2026").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_right(Some(hash.clone()), "cafe\u{301} au lait 2026").await.unwrap());
        assert!(!is_right(Some(hash), "cafe au lait 2026").await.unwrap());
        assert!(!is_right(None, "cafe au lait 2026").await.unwrap());
    }
}
