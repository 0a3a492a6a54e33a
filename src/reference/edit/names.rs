//! Names and slugs that are somebody else's.

use uuid::Uuid;

use super::query::{self, Holder};
use super::thing::Edited;
use crate::catalog::save::free_slugs;
use crate::kernel::error::{Code, Error, Result};
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::store::Tx;
use crate::web::problem::HOLDER;

/// Refuses a name that another thing has.
pub(super) async fn own_name<T: Edited>(tx: &Tx, thing: &T) -> Result<()> {
    let Some(holder) = query::namesake(tx, thing).await? else { return Ok(()) };
    let detail = match holder.name == thing.head().name {
        true => format!("The {} `{}` has this name.", T::KIND.word(), holder.slug),
        false => format!(
            "The {} `{}` is called “{}”, which is the same name: width, case, spaces and script make no other.",
            T::KIND.word(),
            holder.slug,
            holder.name
        ),
    };
    Err(taken(Code::NameTaken, detail, T::KIND, &holder))
}

/// The slug that a thing is to have: the one that is wanted, refused where another thing has or had it; otherwise one made from
/// what it is called, distinct from all others.
pub(super) async fn own_slug<T: Edited>(tx: &Tx, thing: &T, wanted: Option<Slug>) -> Result<String> {
    let id = thing.head().id;
    let made = || Slug::of_name(thing.label(), id);
    slug_of(tx, (T::KIND, id), wanted, made).await
}

/// The slug that a thing of a kind is to have: the one that is wanted, refused where another thing has or had it; otherwise the
/// one that is made, distinct from all others.
pub async fn slug_of(
    tx: &Tx,
    (kind, id): (Kind, Uuid),
    wanted: Option<Slug>,
    made: impl FnOnce() -> Slug,
) -> Result<String> {
    let is_wanted = wanted.is_some();
    let slug = wanted.unwrap_or_else(made);
    let free = free_slugs(tx, kind, &[(id, slug.clone())]).await?.pop().unwrap_or_default();
    if !is_wanted || free == slug.as_str() {
        return Ok(free);
    }
    let Some(holder) = query::holder(tx, kind, slug.as_str(), id).await? else {
        let detail = format!("Something else has or had the slug `{}`; `{free}` is free.", slug.as_str());
        return Err(Error::refused(Code::SlugTaken, detail));
    };
    let verb = if holder.slug == slug.as_str() { "has" } else { "had" };
    let detail =
        format!("The {} “{}” {verb} the slug `{}`; `{free}` is free.", kind.word(), holder.name, slug.as_str());
    Err(taken(Code::SlugTaken, detail, kind, &holder))
}

/// A refusal that names who has what is wanted.
fn taken(code: Code, detail: String, kind: Kind, holder: &Holder) -> Error {
    let Holder { id, slug, name } = holder;
    let held = serde_json::json!({"kind": kind.word(), "id": id.to_string(), "slug": slug, "name": name});
    let extra = [(HOLDER.to_owned(), held)].into_iter().collect();
    Error::Refused { code, detail: detail.into(), errors: Vec::new(), extra }
}
