//! The bodies that are being read: counted for each address that asks, so that who sends theirs slowly keeps nobody else
//! waiting.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many bodies are read at once.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// From everywhere: a bound on memory, each being as long as a body may be.
    pub all: usize,
    /// From one address: a whole office, and where the proxy is not named everybody, may share one.
    pub of_address: usize,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { all: 4_096, of_address: 256 }
    }
}

/// The bodies that are being read, by the address that sends them.
pub(crate) struct Bodies {
    limits: BodyLimits,
    reading: Mutex<Reading>,
}

#[derive(Default)]
struct Reading {
    all: usize,
    of_address: HashMap<String, usize>,
}

impl Bodies {
    /// None is being read.
    pub(super) fn new(limits: BodyLimits) -> Self {
        Self { limits, reading: Mutex::default() }
    }

    /// Counts a body until what this gives is dropped; nothing where too many are being read.
    pub(super) fn begin<'a>(&'a self, address: &'a str) -> Option<Body<'a>> {
        let mut reading = self.reading();
        let of_address = reading.of_address.get(address).copied().unwrap_or(0);
        if self.limits.all <= reading.all || self.limits.of_address <= of_address {
            return None;
        }
        reading.all += 1;
        reading.of_address.insert(address.to_owned(), of_address + 1);
        Some(Body { bodies: self, address })
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        // Nothing that can fail is done while it is held.
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A body that is being read.
pub(super) struct Body<'a> {
    bodies: &'a Bodies,
    address: &'a str,
}

impl Drop for Body<'_> {
    fn drop(&mut self) {
        let mut reading = self.bodies.reading();
        reading.all = reading.all.saturating_sub(1);
        match reading.of_address.get_mut(self.address) {
            Some(n) if 1 < *n => *n -= 1,
            _ => drop(reading.of_address.remove(self.address)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_own_bodies_and_all_have_theirs() {
        let bodies = Bodies::new(BodyLimits { all: 3, of_address: 2 });
        let (one, _other) = (bodies.begin("one").unwrap(), bodies.begin("one").unwrap());
        assert!(bodies.begin("one").is_none());
        let far = bodies.begin("far").unwrap();
        assert!(bodies.begin("third").is_none(), "as many as there may be");
        drop(one);
        let again = bodies.begin("one").unwrap();
        assert!(bodies.begin("one").is_none());
        drop((far, again));
        assert_eq!(bodies.reading().of_address, HashMap::from([("one".to_owned(), 1)]));
        assert_eq!(bodies.reading().all, 1);
    }
}
