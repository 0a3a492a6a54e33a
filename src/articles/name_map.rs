//! Things by their names: one that is written as it is asked for goes before one that is the same but for how it is written.

use std::collections::HashMap;
use std::hash::Hash;

use uuid::Uuid;

use crate::kernel::kind::Kind;
use crate::kernel::name;

/// Things of a kind by their names, each within a scope: its parent, or its vocabulary.
#[derive(Debug)]
pub(super) struct NameMap<S> {
    kind: Kind,
    written: HashMap<(S, String), Uuid>,
    keys: HashMap<(S, String), Uuid>,
}

impl<S: Clone + Eq + Hash> NameMap<S> {
    /// A map without names.
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, written: HashMap::new(), keys: HashMap::new() }
    }

    /// The thing of a name.
    pub(super) fn get(&self, scope: &S, name: &str) -> Option<Uuid> {
        let written = self.written.get(&(scope.clone(), name.to_owned()));
        written.or_else(|| self.keys.get(&(scope.clone(), name::key(self.kind, name)))).copied()
    }

    /// Adds a name; of two that are the same but for how they are written, the first one added is found by all others.
    pub(super) fn add(&mut self, scope: S, name: String, id: Uuid) {
        let key = name::key(self.kind, &name);
        self.add_keyed(scope, name, key, id);
    }

    /// Adds a name whose key is known.
    pub(super) fn add_keyed(&mut self, scope: S, name: String, key: String, id: Uuid) {
        self.add_key(scope.clone(), key, id);
        self.written.entry((scope, name)).or_insert(id);
    }

    /// Adds a key without the name that it was made of.
    pub(super) fn add_key(&mut self, scope: S, key: String, id: Uuid) {
        self.keys.entry((scope, key)).or_insert(id);
    }

    /// How many names there are in a scope.
    pub(super) fn count(&self, scope: &S) -> usize {
        self.written.keys().filter(|(of, _)| of == scope).count()
    }
}
