//! What revisions name may have become part of something else since: they are read as naming that.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::articles::manuscript::Fields;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::reference::edit::led;
use crate::store::Reads;

/// Puts what people, tags and sources have become part of in their place, in some revisions at once; what is then named twice is
/// named once, where it stood first.
pub(super) async fn lead(db: &impl Reads, revisions: &mut [&mut Fields]) -> Result<()> {
    let named: HashSet<Uuid> = revisions.iter().flat_map(|fields| names(fields)).collect();
    let led = led(db, &named.into_iter().collect::<Vec<_>>()).await?;
    if !led.is_empty() {
        revisions.iter_mut().for_each(|fields| put(fields, &led));
    }
    Ok(())
}

/// All that a revision names and that can become part of another.
fn names(fields: &Fields) -> impl Iterator<Item = Uuid> {
    let people = fields.people.iter().map(|part| part.person);
    fields.source.into_iter().chain(people).chain(fields.tags.iter().copied())
}

/// Puts the others in their place.
fn put(fields: &mut Fields, led: &HashMap<(Kind, Uuid), Uuid>) {
    let now = |kind, id: Uuid| led.get(&(kind, id)).copied().unwrap_or(id);
    fields.source = fields.source.map(|source| now(Kind::Source, source));
    fields.people.iter_mut().for_each(|part| part.person = now(Kind::Person, part.person));
    fields.tags.iter_mut().for_each(|tag| *tag = now(Kind::Tag, *tag));
    let mut seen = HashSet::new();
    fields.people.retain(|part| seen.insert(*part));
    let mut seen = HashSet::new();
    fields.tags.retain(|tag| seen.insert(*tag));
}
