//! Whether keys seal, find, rotate, and refuse a database that is not theirs.

use std::fs;

use super::*;
use crate::database::Store;
use crate::testing::{self, TestStore};

fn refusal(result: Result<Store, StoreError>) -> String {
    match result {
        Err(StoreError::Keys(text)) => text,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("opened"),
    }
}

async fn reopened(store: &TestStore) -> Result<Store, StoreError> {
    Store::open(&store.settings).await
}

#[tokio::test]
async fn a_key_file_is_made_once_and_only_its_owner_reads_it() {
    for store in testing::stores().await {
        let file = &store.settings.key_file;
        let text = fs::read_to_string(file).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let again = reopened(&store).await.unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), text);
        assert_eq!(again.keys().link_hash("x"), store.keys().link_hash("x"));
        let folder = file.parent().unwrap();
        let beside = fs::read_dir(folder)
            .unwrap()
            .filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().starts_with("phonjon.keys."));
        assert_eq!(beside.count(), 0);
    }
}

#[tokio::test]
async fn a_database_without_its_key_file_is_refused_and_no_file_is_made() {
    for store in testing::stores().await {
        let file = &store.settings.key_file;
        let kept = fs::read(file).unwrap();
        fs::remove_file(file).unwrap();
        let text = refusal(reopened(&store).await);
        assert!(text.contains("is missing") && text.contains("PHONJON_KEY_FILE"), "{text}");
        assert!(!file.exists());

        let other = testing::stores().await.remove(0);
        fs::copy(&other.settings.key_file, file).unwrap();
        let text = refusal(reopened(&store).await);
        assert!(text.contains("another database"), "{text}");

        fs::write(file, &kept[..kept.len() / 2]).unwrap();
        let text = refusal(reopened(&store).await);
        assert!(text.contains("not a key file"), "{text}");
    }
}

#[tokio::test]
async fn a_lost_fingerprint_does_not_let_another_key_file_in() {
    for store in testing::stores().await {
        let sql =
            "insert into account (id, user_name, display_name, must_change_password, created_at, version)
            values (?, 'a', 'a', false, ?, 1)";
        let values = vec![uuid::Uuid::nil().into(), testing::instant(0).into()];
        sql::execute(store.reader(), sql, values).await.unwrap();
        sql::execute(store.reader(), "delete from setting", vec![]).await.unwrap();
        let text = refusal(reopened(&store).await);
        assert!(text.contains("key_fingerprint"), "{text}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let store = testing::stores().await.remove(0);
    fs::set_permissions(&store.settings.key_file, fs::Permissions::from_mode(0o644)).unwrap();
    let text = refusal(reopened(&store).await);
    assert!(text.contains("chmod 600"), "{text}");
}

#[tokio::test]
async fn what_was_sealed_opens_only_as_what_it_is() {
    let store = testing::stores().await.remove(0);
    let keys = store.keys();
    let sealed = keys.seal("identifier:pid", b"1234567890121").unwrap();
    assert_eq!(
        *keys.open_sealed(&sealed.key_id, "identifier:pid", &sealed.ciphertext).unwrap(),
        b"1234567890121"
    );
    assert!(!sealed.ciphertext.windows(13).any(|it| it == b"1234567890121"));
    assert!(keys.open_sealed(&sealed.key_id, "identifier:house", &sealed.ciphertext).is_err());
    assert!(keys.open_sealed("g9", "identifier:pid", &sealed.ciphertext).is_err());
    let mut changed = sealed.ciphertext.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert!(keys.open_sealed(&sealed.key_id, "identifier:pid", &changed).is_err());
    assert!(keys.open_sealed(&sealed.key_id, "identifier:pid", b"short").is_err());
    assert_ne!(keys.seal("identifier:pid", b"1234567890121").unwrap().ciphertext, sealed.ciphertext);

    let fresh = keys.new_data_key().unwrap();
    let cell = fresh.key.seal(b"row 1", "นาย".as_bytes()).unwrap();
    let key = keys.unwrap_data_key(&fresh.wrapped, &fresh.key_id).unwrap();
    assert_eq!(*key.open(b"row 1", &cell).unwrap(), "นาย".as_bytes());
    assert!(key.open(b"row 2", &cell).is_err());
}

#[tokio::test]
async fn hashes_differ_by_kind_text_and_database() {
    let (one, two) = (testing::stores().await.remove(0), testing::stores().await.remove(0));
    let hash = |kind, text| one.keys().blind_index(kind, text).hash;
    assert_eq!(hash("pid", "1"), hash("pid", "1"));
    assert_ne!(hash("pid", "1"), hash("pid", "2"));
    assert_ne!(hash("pi", "d1"), hash("pid", "1"));
    assert_ne!(hash("pid", "1"), two.keys().blind_index("pid", "1").hash);
    assert_ne!(one.keys().link_hash("1"), two.keys().link_hash("1"));
}

async fn identifiers(store: &Store, n: u32) {
    let tx = store.begin().await.unwrap();
    let person =
        "insert into person (home_province, id, version, composed_from, created_at) values (48, ?, 1, '', ?)";
    let id = uuid::Uuid::from_u128(1);
    sql::execute(&*tx, person, vec![id.into(), testing::instant(0).into()]).await.unwrap();
    for n in 0..n {
        let it = if n == 0 {
            tx.keys().seal_masked_identifier("pid", "1xxx").unwrap()
        } else {
            tx.keys().seal_identifier("pid", &n.to_string()).unwrap()
        };
        let sql =
            "insert into identifier (home_province, id, person_id, kind, ciphertext, key_id, blind_index,
            index_key_id, status) values (48, ?, ?, 'pid', ?, ?, ?, ?, 'valid')";
        let values = vec![
            uuid::Uuid::from_u128(u128::from(n)).into(),
            id.into(),
            it.ciphertext.into(),
            it.key_id.into(),
            it.blind_index.into(),
            it.index_key_id.into(),
        ];
        sql::execute(&*tx, sql, values).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn n_found(store: &Store, text: &str) -> usize {
    let hashes = store.keys().blind_indexes("pid", text);
    let sql = format!(
        "select 1 from identifier where kind = 'pid' and blind_index in ({})",
        sql::marks(hashes.len())
    );
    let values = hashes.iter().map(|it| it.to_vec().into()).collect();
    sql::rows(store.reader(), &sql, values).await.unwrap().len()
}

#[tokio::test]
async fn a_rotation_brings_everything_over_and_nothing_is_lost_meanwhile() {
    for store in testing::stores().await {
        let elsewhere = reopened(&store).await.unwrap();
        identifiers(&store, 25).await;
        let fresh = store.keys().new_data_key().unwrap();
        let attachment =
            "insert into attachment (id, kind, file_name, n_bytes, sha256, blob_key, data_key, master_key_id,
            created_at) values (?, 'import', '', 0, ?, '', ?, ?, ?)";
        let values = vec![
            uuid::Uuid::nil().into(),
            vec![0_u8].into(),
            fresh.wrapped.clone().into(),
            fresh.key_id.clone().into(),
            testing::instant(0).into(),
        ];
        sql::execute(store.reader(), attachment, values).await.unwrap();

        let old = store.keys().current_key_id();
        let next = store.keys().prepare_next().unwrap();
        assert_eq!(store.keys().prepare_next().unwrap(), next, "one waits already");
        assert_eq!(store.keys().current_key_id(), old);
        store.keys().promote(&next).unwrap();
        assert_eq!(
            rotate::remaining(&store).await.unwrap(),
            rotate::Remaining { n_data_keys: 1, n_identifiers: 25 }
        );
        assert_eq!(rotate::step(&store, 10).await.unwrap(), 11);
        for text in 1..25 {
            assert_eq!(n_found(&store, &text.to_string()).await, 1, "half of them are brought over");
        }
        while rotate::step(&store, 10).await.unwrap() > 0 {}
        assert_eq!(rotate::remaining(&store).await.unwrap(), rotate::Remaining::default());

        // A process that runs on meets the new generation in a row and reads the file again.
        let row = sql::row(elsewhere.reader(), "select data_key, master_key_id from attachment", vec![]);
        let row = row.await.unwrap().unwrap();
        let (wrapped, key_id): (Vec<u8>, String) =
            (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        assert_eq!(key_id, next);
        let key = elsewhere.keys().unwrap_data_key(&wrapped, &key_id).unwrap();
        assert_eq!(*key.open(b"", &fresh.key.seal(b"", b"x").unwrap()).unwrap(), b"x");
        assert_eq!(n_found(&elsewhere, "7").await, 1);
        assert_eq!(n_found(&elsewhere, "1xxx").await, 0, "a masked number is not searched by");
    }
}
