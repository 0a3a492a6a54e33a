//! Making, changing and deleting a named thing inside a transaction.

use super::thing::{Edited, Wanted};
use super::{names, query, save, uses};
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::catalog::save::remember;
use crate::kernel::error::Result;
use crate::store::change_log::{Change, Event};
use crate::store::{Reads, Tx};

/// A thing with the slugs that it had before, as its editors see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept<T> {
    /// The thing.
    pub thing: T,
    /// The slugs that it had before, in order.
    pub former_slugs: Vec<String>,
}

/// The thing of a slug, a former slug or an id, as its editors see it.
pub async fn get<T: Edited>(db: &impl Reads, name: &str) -> Result<Kept<T>> {
    kept(db, query::found(db, name).await?).await
}

/// Makes a thing with the slug that is wanted, or one made from what it is called.
///
/// Refuses a name that another one has, and a slug that another one has or had.
pub async fn create<T: Edited>(tx: &mut Tx, by: &Actor, mut thing: T, wanted: Wanted) -> Result<Kept<T>> {
    names::own_name(tx, &thing).await?;
    let slug = names::own_slug(tx, &thing, wanted).await?;
    let now = tx.now().timestamp_millis();
    let head = thing.head_mut();
    head.slug.clone_from(&slug);
    (head.created_at, head.updated_at) = (now, now);
    head.seq = tx.append(Change::of(T::KIND, Event::Created, head.id, slug));
    save::insert(tx, &thing).await?;
    note(tx, by, T::ACTIONS.create, &thing, |entry| entry).await?;
    kept(tx, thing).await
}

/// Changes a thing to what it is to be, with the slug that is wanted or the one that it has. What changes nothing leaves no
/// trace; a slug that is given up goes on leading to it.
///
/// Refuses a name that another one has, and a slug that another one has or had.
pub async fn update<T: Edited>(tx: &mut Tx, by: &Actor, before: &T, mut after: T, wanted: Wanted) -> Result<Kept<T>> {
    let kind = T::KIND;
    let id = before.head().id;
    if let Some(wanted) = wanted.filter(|wanted| wanted.as_str() != before.head().slug) {
        let slug = names::own_slug(tx, &after, Some(wanted)).await?;
        remember(tx, kind, id, std::slice::from_ref(&before.head().slug)).await?;
        after.head_mut().slug = slug;
    }
    let changed = changed(before, &after);
    if changed.is_empty() {
        return kept(tx, after).await;
    }
    // Others may have had the name since before names that are written in several ways were one.
    if before.head().name != after.head().name || before.within() != after.within() {
        names::own_name(tx, &after).await?;
    }
    store(tx, &mut after).await?;
    note(tx, by, T::ACTIONS.update, &after, |entry| {
        let entry = entry.with("changed", changed);
        let renamed = before.head().name != after.head().name;
        if renamed { entry.with("name_before", before.head().name.clone()) } else { entry }
    })
    .await?;
    kept(tx, after).await
}

/// Puts a changed state of a thing in place, with its line of the change log and its next version.
pub async fn store<T: Edited>(tx: &mut Tx, thing: &mut T) -> Result<()> {
    let now = tx.now().timestamp_millis();
    let head = thing.head_mut();
    head.version += 1;
    head.updated_at = now;
    head.seq = tx.append(Change::of(T::KIND, Event::Updated, head.id, head.slug.clone()));
    save::update(tx, thing).await
}

/// Deletes a thing; the number of its line of the change log. Refuses one that anything uses.
pub async fn delete<T: Edited>(tx: &mut Tx, by: &Actor, thing: &T) -> Result<i64> {
    uses::unused(tx, thing).await?;
    let head = thing.head();
    save::delete(tx, T::KIND, head).await?;
    let seq = tx.append(Change::of(T::KIND, Event::Deleted, head.id, head.slug.clone()));
    note(tx, by, T::ACTIONS.delete, thing, |entry| entry.with("slug", head.slug.clone())).await?;
    Ok(seq)
}

/// Makes a thing part of another: its row goes, and its id and slugs, former ones included, lead to the other. What refers to it
/// must refer to the other by now.
pub async fn absorb<T: Edited>(tx: &Tx, gone: &T, into: &T) -> Result<()> {
    save::lead(tx, T::KIND, gone.head(), into.head().id).await?;
    remember(tx, T::KIND, into.head().id, std::slice::from_ref(&gone.head().slug)).await
}

/// What of a thing has changed, by the names of its columns.
fn changed<T: Edited>(before: &T, after: &T) -> Vec<&'static str> {
    let (from, to) = (before.head(), after.head());
    let own = [("name", from.name != to.name), ("slug", from.slug != to.slug)];
    let own = own.into_iter().filter_map(|(name, differs)| differs.then_some(name));
    let whole = |thing: &T| thing.values().into_iter().chain(thing.beside());
    let values = whole(before).zip(whole(after));
    own.chain(values.filter_map(|((column, from), (_, to))| (from != to).then_some(column))).collect()
}

/// Adds the line of the audit.
async fn note<T: Edited>(
    tx: &Tx,
    by: &Actor,
    action: &'static str,
    thing: &T,
    say: impl FnOnce(Entry) -> Entry,
) -> Result<()> {
    let head = thing.head();
    record(tx, by, say(Entry::on(action, T::KIND.word(), head.id, head.name.clone()))).await
}

/// A thing as its editors see it.
async fn kept<T: Edited>(db: &impl Reads, thing: T) -> Result<Kept<T>> {
    let head = thing.head();
    let former_slugs = query::former_slugs(db, T::KIND, head.id, &head.slug).await?;
    Ok(Kept { thing, former_slugs })
}
