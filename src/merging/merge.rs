//! Making one thing part of another, in one transaction.

use uuid::Uuid;

use super::query::{Medium, editions};
use super::view::Merged;
use crate::articles::save::reassign;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::catalog::save::{Tree, remember_names};
use crate::catalog::sourcing::query::{Holder, of_source};
use crate::catalog::sourcing::save::{move_to, other_names_of};
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::kernel::kind::Kind;
use crate::kernel::limits;
use crate::kernel::name::is_same;
use crate::newsroom;
use crate::people::EditedPerson;
use crate::reference::edit::{self, Edited, Head};
use crate::store::Tx;
use crate::store::change_log::{Change, Event, FilterValues};
use crate::tags::EditedTag;
use crate::web::IfMatch;
use crate::web::problem::HOLDER;

/// What can become part of another of its kind.
pub(super) trait Mergeable: Edited {
    /// The operation, as the audit names it.
    const ACTION: &'static str;

    /// Refuses what cannot become part of a certain other, whatever stands below it.
    async fn may_become(&self, tx: &Tx, into: &Self) -> Result<()>;

    /// Gives what it has beside articles to the other.
    async fn hand_over(&self, tx: &mut Tx, into: &Self) -> Result<()>;
}

impl Mergeable for EditedPerson {
    const ACTION: &'static str = "merge_person";

    async fn may_become(&self, _: &Tx, _: &Self) -> Result<()> {
        Ok(())
    }

    /// Its name, for imports that go on using it.
    async fn hand_over(&self, tx: &mut Tx, into: &Self) -> Result<()> {
        remember_names(tx, Self::KIND, "", into.head.id, std::slice::from_ref(&self.head.name)).await
    }
}

impl Mergeable for EditedTag {
    const ACTION: &'static str = "merge_tag";

    async fn may_become(&self, _: &Tx, into: &Self) -> Result<()> {
        if self.scheme == into.scheme {
            return Ok(());
        }
        let detail = format!("It is a tag of `{}`, and this one is of `{}`.", into.scheme, self.scheme);
        Err(refused(FieldCode::Conflict, detail))
    }

    /// Its name, for imports that go on using it.
    async fn hand_over(&self, tx: &mut Tx, into: &Self) -> Result<()> {
        remember_names(tx, Self::KIND, &self.scheme, into.head.id, std::slice::from_ref(&self.head.name)).await
    }
}

impl Mergeable for Medium {
    const ACTION: &'static str = "merge_source";

    async fn may_become(&self, tx: &Tx, into: &Self) -> Result<()> {
        let tree = Tree::read(tx, Kind::Source).await?;
        let (path, target) = (tree.path(self.head.id), tree.path(into.head.id));
        if path.contains(&into.head.id) || target.contains(&self.head.id) {
            let detail = "One of the two is an edition of the other, directly or not.";
            return Err(refused(FieldCode::Conflict, detail.to_owned()));
        }
        if target.len() + tree.height(self.head.id) - 1 > limits::SOURCE_LEVELS {
            let detail = "It has editions, which would be editions of an edition.".to_owned();
            return Err(refused(FieldCode::OutOfRange, detail));
        }
        let (own_names, own_periods) = of_source(tx, self.head.id).await?;
        let (mut names, mut periods) = of_source(tx, into.head.id).await?;
        names.extend(own_names.into_iter().chain([self.head.name.clone()]));
        periods.extend(own_periods);
        periods.sort_unstable();
        periods.dedup();
        for (what, count, most) in [
            ("aliases", other_names_of(&into.head.name, names).len(), limits::ALIASES),
            ("authorisation periods", periods.len(), limits::PERIODS),
        ] {
            if count > most {
                let detail = format!("It would have {count} {what}; at most {most} are kept. Take some away first.");
                return Err(refused(FieldCode::OutOfRange, detail));
            }
        }
        let there = editions(tx, into.head.id).await?;
        let own = editions(tx, self.head.id).await?;
        let twice = own
            .iter()
            .find_map(|own| there.iter().find(|there| is_same(Kind::Source, &there.head.name, &own.head.name)));
        twice.map_or(Ok(()), |there| Err(edition_twice(&there.head)))
    }

    /// Editions, other names and its own name among them, authorisations, and the drafts that are listed by it. Its editions take their articles along.
    async fn hand_over(&self, tx: &mut Tx, into: &Self) -> Result<()> {
        for mut edition in editions(tx, self.head.id).await? {
            edition.parent = Some(into.head.id);
            edit::store(tx, &mut edition).await?;
        }
        newsroom::name_source(tx, self.head.id, into.head.id).await?;
        move_to(tx, &holder(&self.head), &holder(&into.head)).await
    }
}

/// Makes the thing of one name part of that of another. All its articles name the other from then on, each with one line of the
/// change log behind that of the merge and that of the other.
///
/// Refuses a thing that is the other already, be it because it was merged before: a request that may be sent again has an
/// `Idempotency-Key`.
pub(super) async fn merge<T: Mergeable>(
    tx: &mut Tx,
    by: &Actor,
    (which, held): (&str, &IfMatch),
    into: &str,
) -> Result<Merged> {
    let gone: T = edit::found(tx, which).await?;
    let Some(mut into) = edit::find::<T>(tx, into).await? else {
        return Err(refused(FieldCode::NotFound, format!("No {} has this slug or id.", T::KIND.word())));
    };
    let (from, to) = (gone.head().id, into.head().id);
    if from == to {
        return Err(refused(FieldCode::Conflict, format!("It is the same {}.", T::KIND.word())));
    }
    held.admit(gone.head().version)?;
    gone.may_become(tx, &into).await?;
    tx.append(Change {
        before: Some(named(T::KIND, from)),
        after: Some(named(T::KIND, to)),
        ..Change::of(T::KIND, Event::Merged, from, gone.head().slug.clone())
    });
    edit::store(tx, &mut into).await?;
    let moved = reassign(tx, T::KIND, from, to).await?;
    gone.hand_over(tx, &into).await?;
    edit::absorb(tx, &gone, &into).await?;
    let Head { id, slug, name, .. } = into.head();
    let entry = Entry::on(T::ACTION, T::KIND.word(), from, gone.head().name.clone());
    let entry =
        entry.with("slug", gone.head().slug.clone()).with("into", id.to_string()).with("into_slug", slug.clone());
    record(tx, by, entry.with("into_name", name.clone()).with("moved_articles", moved)).await?;
    Ok(Merged::of(gone.head(), into.head(), moved, tx.next_seq() - 1))
}

/// What a filter by one thing alone looks at.
fn named(kind: Kind, id: Uuid) -> FilterValues {
    let mut values = FilterValues::default();
    match kind {
        Kind::Source => values.source = Some(id),
        Kind::Person => values.people.push(id),
        Kind::Tag => values.tags.push(id),
        Kind::Article | Kind::Channel | Kind::Collection | Kind::Column | Kind::Media | Kind::Site => {}
    }
    values
}

/// A source as the holder of its name.
fn holder(head: &Head) -> Holder {
    Holder { id: head.id, slug: head.slug.clone(), name: head.name.clone() }
}

/// A refusal of what it is to become part of.
fn refused(code: FieldCode, detail: String) -> Error {
    Error::content(vec![FieldError { place: Place::Pointer("/into".to_owned()), code, detail }])
}

/// A refusal of two editions of one name.
fn edition_twice(there: &Head) -> Error {
    let Head { id, slug, name, .. } = there;
    let held = serde_json::json!({"kind": Kind::Source.word(), "id": id.to_string(), "slug": slug, "name": name});
    let detail = format!("Both have an edition “{name}”; merge these two first.");
    let extra = [(HOLDER.to_owned(), held)].into_iter().collect();
    Error::Refused { code: Code::NameTaken, detail: detail.into(), errors: Vec::new(), extra }
}
