//! Giving recorded events their place in the chain, and checking the chain.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult};
use uuid::Uuid;

use super::StoredEvent;
use crate::database::{Store, Tx};
use crate::error::StoreError;
use crate::keys::Keyring;
use crate::sql;

/// Advisory lock of the sealer: one process seals at a time.
const SEALER: i64 = 0x0070_686f_7365_616c;

/// Events sealed in one transaction.
const BATCH: usize = 2_000;

/// The last place of the chain; kept outside the database, it shows a cut tail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many events are sealed.
    pub place: i64,
    /// The chain's hash there.
    pub hash: Vec<u8>,
}

impl Head {
    /// The hash in hexadecimal digits.
    pub fn hex(&self) -> String {
        crate::keys::hex(&self.hash)
    }

    /// A head as it was written down: place and hash with a colon between them.
    pub fn read(text: &str) -> Option<Self> {
        let (place, hash) = text.trim().split_once(':')?;
        let hash = crate::keys::unhex(hash).filter(|it| !it.is_empty())?;
        Some(Self { place: place.parse().ok().filter(|it| *it > 0)?, hash })
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.place, self.hex())
    }
}

/// What is wrong with the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Places are missing before this one.
    Gap {
        /// The place after the gap.
        place: i64,
    },
    /// The event of a place is gone.
    EventGone {
        /// The place.
        place: i64,
        /// The event.
        event: Uuid,
    },
    /// An event is not what was recorded.
    EventChanged {
        /// Its place; none while unsealed.
        place: Option<i64>,
        /// The event.
        event: Uuid,
    },
    /// The hash of a place does not follow from the one before: swapped, inserted or rewritten.
    ChainBroken {
        /// The place.
        place: i64,
    },
    /// The chain is shorter than, or differs from, the head that was kept outside.
    HeadMissing {
        /// The place of the head.
        place: i64,
    },
}

impl Fault {
    /// The fault's stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "AUDIT_GAP",
            Self::EventGone { .. } => "AUDIT_EVENT_GONE",
            Self::EventChanged { .. } => "AUDIT_EVENT_CHANGED",
            Self::ChainBroken { .. } => "AUDIT_CHAIN_BROKEN",
            Self::HeadMissing { .. } => "AUDIT_HEAD_MISSING",
        }
    }

    /// The place of the chain it was found at; none for an event without a place.
    pub const fn place(&self) -> Option<i64> {
        match self {
            Self::Gap { place }
            | Self::EventGone { place, .. }
            | Self::ChainBroken { place }
            | Self::HeadMissing { place } => Some(*place),
            Self::EventChanged { place, .. } => *place,
        }
    }

    /// The event it is about, where it is about one.
    pub const fn event(&self) -> Option<Uuid> {
        match self {
            Self::EventGone { event, .. } | Self::EventChanged { event, .. } => Some(*event),
            Self::Gap { .. } | Self::ChainBroken { .. } | Self::HeadMissing { .. } => None,
        }
    }
}

/// An event that has no place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsealed {
    /// The event.
    pub event: Uuid,
    /// When it was recorded; more than a minute ago is suspicious.
    pub at: DateTime<Utc>,
}

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Sealed events that were checked.
    pub n_sealed: i64,
    /// The chain's last place.
    pub head: Option<Head>,
    /// What is wrong, in the order of the chain.
    pub faults: Vec<Fault>,
    /// Events without a place, oldest first.
    pub unsealed: Vec<Unsealed>,
}

/// Gives all committed events their place and hash, and says how many. Two processes may do so at once.
///
/// # Errors
///
/// The database's own.
pub async fn seal(store: &Store, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut n_sealed = 0;
    loop {
        let n = seal_batch(store, now).await?;
        n_sealed += n;
        if n < BATCH {
            return Ok(n_sealed);
        }
    }
}

async fn seal_batch(store: &Store, now: DateTime<Utc>) -> Result<usize, StoreError> {
    // A look without the writer's lock: most of the time there is nothing to do.
    if sql::row(store.reader(), "select 1 from audit_pending limit 1", vec![]).await?.is_none() {
        return Ok(0);
    }
    let tx = store.begin().await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        sql::execute(&*tx, "select pg_advisory_xact_lock(?)", vec![SEALER.into()]).await?;
    }
    let mut head = read_head(&tx).await?;
    let found = sql::rows(
        &*tx,
        &format!(
            "select e.id, e.content_hash from audit_pending p join audit_event e on e.id = p.event_id
             order by e.at, e.id limit {BATCH}"
        ),
        vec![],
    )
    .await?;
    let (mut seals, mut ids) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
    for row in &found {
        let (event, content): (Uuid, Vec<u8>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        head = Head {
            place: head.place + 1,
            hash: link(tx.keys(), &head.hash, head.place + 1, event, &content, now).to_vec(),
        };
        seals.push(vec![head.place.into(), event.into(), head.hash.clone().into(), now.into()]);
        ids.push(event.into());
    }
    sql::insert_many(&*tx, "audit_seal", &["place", "event_id", "chain_hash", "sealed_at"], seals).await?;
    if !ids.is_empty() {
        let marks = sql::marks(ids.len());
        sql::execute(&*tx, &format!("delete from audit_pending where event_id in ({marks})"), ids).await?;
    }
    tx.commit().await?;
    Ok(found.len())
}

/// The last place of the chain, if there is one.
///
/// # Errors
///
/// The database's own.
pub async fn head(store: &Store) -> Result<Option<Head>, StoreError> {
    let sql = "select place, chain_hash from audit_seal order by place desc limit 1";
    let Some(row) = sql::row(store.reader(), sql, vec![]).await? else { return Ok(None) };
    Ok(Some(Head { place: row.try_get_by_index(0)?, hash: row.try_get_by_index(1)? }))
}

async fn read_head(tx: &Tx) -> Result<Head, StoreError> {
    let sql = "select place, chain_hash from audit_seal order by place desc limit 1";
    let Some(row) = sql::row(&**tx, sql, vec![]).await? else {
        return Ok(Head { place: 0, hash: Vec::new() });
    };
    Ok(Head { place: row.try_get_by_index(0)?, hash: row.try_get_by_index(1)? })
}

fn link(
    keys: &Keyring,
    before: &[u8],
    place: i64,
    event: Uuid,
    content: &[u8],
    sealed_at: DateTime<Utc>,
) -> [u8; 32] {
    keys.audit_hash(&[
        b"chain",
        before,
        &place.to_be_bytes(),
        event.as_bytes(),
        content,
        &sealed_at.timestamp_micros().to_be_bytes(),
    ])
}

/// Checks the whole chain and lists the unsealed tail. `kept` is a head that was kept outside the database; `told`
/// hears how many places of how many were checked.
///
/// # Errors
///
/// The database's own. What is wrong with the chain is in the report.
pub async fn verify(
    store: &Store,
    kept: Option<&Head>,
    told: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let places = |it: i64| u64::try_from(it).unwrap_or(0);
    let n_all = head(store).await?.map_or(0, |it| places(it.place));
    let (mut place, mut before, mut kept_seen) = (0, Vec::new(), kept.is_none_or(|it| it.place == 0));
    // From the smallest number there is: a forged place below the first must not go unseen.
    let mut after = i64::MIN;
    loop {
        let found = sql::rows(
            store.reader(),
            "select s.place, s.event_id, s.chain_hash, s.sealed_at, e.content_hash,
                e.id, e.at, e.actor, e.account_id, e.action, e.subject_kind, e.subject_id, e.detail, e.persons
             from audit_seal s left join audit_event e on e.id = s.event_id
             where s.place > ? order by s.place limit 2000",
            vec![after.into()],
        )
        .await?;
        if found.is_empty() {
            break;
        }
        for row in &found {
            let seal = Seal::read(row)?;
            if seal.place != place + 1 {
                report.faults.push(Fault::Gap { place: seal.place });
            }
            seal.check(row, store.keys(), &before, &mut report.faults)?;
            kept_seen |= kept.is_some_and(|it| it.place == seal.place && it.hash == seal.hash);
            (place, after, before) = (seal.place, seal.place, seal.hash);
            report.n_sealed += 1;
        }
        told(places(report.n_sealed), n_all.max(places(report.n_sealed)));
    }
    if !before.is_empty() {
        report.head = Some(Head { place, hash: before });
    }
    if let Some(kept) = kept.filter(|_| !kept_seen) {
        report.faults.push(Fault::HeadMissing { place: kept.place });
    }
    unsealed(store, &mut report).await?;
    Ok(report)
}

struct Seal {
    place: i64,
    event: Uuid,
    hash: Vec<u8>,
    at: DateTime<Utc>,
}

impl Seal {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            place: row.try_get_by_index(0)?,
            event: row.try_get_by_index(1)?,
            hash: row.try_get_by_index(2)?,
            at: row.try_get_by_index(3)?,
        })
    }

    fn check(
        &self,
        row: &QueryResult,
        keys: &Keyring,
        before: &[u8],
        faults: &mut Vec<Fault>,
    ) -> Result<(), StoreError> {
        let Some(stored) = row.try_get_by_index::<Option<Vec<u8>>>(4)? else {
            faults.push(Fault::EventGone { place: self.place, event: self.event });
            return Ok(());
        };
        if !says(row, 5, keys, &stored) {
            faults.push(Fault::EventChanged { place: Some(self.place), event: self.event });
        }
        if link(keys, before, self.place, self.event, &stored, self.at).as_slice() != self.hash {
            faults.push(Fault::ChainBroken { place: self.place });
        }
        Ok(())
    }
}

/// True where the row still says what its hash was made from. A value that cannot even be read was changed.
fn says(row: &QueryResult, first: usize, keys: &Keyring, hash: &[u8]) -> bool {
    StoredEvent::read(row, first).is_ok_and(|it| it.hash(keys).as_slice() == hash)
}

async fn unsealed(store: &Store, report: &mut Report) -> Result<(), StoreError> {
    let sql = "select e.content_hash,
            e.id, e.at, e.actor, e.account_id, e.action, e.subject_kind, e.subject_id, e.detail, e.persons
        from audit_event e where not exists (select 1 from audit_seal s where s.event_id = e.id)
        order by e.at, e.id";
    for row in &sql::rows(store.reader(), sql, vec![]).await? {
        let hash: Vec<u8> = row.try_get_by_index(0)?;
        let event: Uuid = row.try_get_by_index(1)?;
        if !says(row, 1, store.keys(), &hash) {
            report.faults.push(Fault::EventChanged { place: None, event });
        }
        report.unsealed.push(Unsealed { event, at: row.try_get_by_index(2)? });
    }
    Ok(())
}
