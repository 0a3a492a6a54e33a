//! Putting named things into the database as they are given.

mod former;
mod ids;
mod meant;
mod place;
mod site;
mod slugs;
mod tree;

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use self::meant::{Meant, meant, rows};
use self::place::{misplaced, moved};
use self::site::name_site;
use super::sourcing::{self, Period, SourceKind};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::kernel::slug::Slug;
use crate::store::change_log::{Change, Event};
use crate::store::{Primary, Reads, Tx};

pub use former::{former_names, led_by_name, led_by_slug, remember_names};
pub use ids::{led_by_id, remember_ids};
pub use site::entitle;
pub use slugs::{SlugClaim, SlugHolder, forget_slugs, free_slugs, remember, slug_holders, table};
pub use tree::{MAX_DEPTH, Tree, relist};

/// A named thing as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its id, if it has one to keep.
    pub id: Option<Uuid>,
    /// Its slug; made from the name when absent.
    pub slug: Option<String>,
    /// Slugs that it had before.
    pub former_slugs: Vec<String>,
    /// Ids of what has become part of it.
    pub former_ids: Vec<Uuid>,
    /// Names of what has become part of it.
    pub former_names: Vec<String>,
    /// Its name.
    pub name: String,
    /// What it is, and what such things have beside a name.
    pub detail: Detail,
}

/// What a thing has beside its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The site itself.
    Site,
    /// A vocabulary, whose name is its title.
    TagScheme {
        /// The vocabulary, as tags name it.
        scheme: String,
    },
    /// A channel, below the one with this slug.
    Channel {
        /// The slug of the channel above.
        parent: Option<String>,
        /// Its place among its siblings, the first when absent.
        position: Option<i32>,
    },
    /// A column.
    Column {
        /// The name as printed before titles.
        short_name: Option<String>,
        /// Whether it goes on; it does when absent.
        is_open: Option<bool>,
        /// The note with which it was opened.
        opening_note: Option<String>,
        /// Publication of the article that brought it, in milliseconds since 1970.
        opening_note_at: Option<i64>,
    },
    /// A medium, or an edition of the one with this slug.
    Source {
        /// The slug of the medium.
        parent: Option<String>,
        /// What kind of medium it is.
        kind: Option<SourceKind>,
        /// Its other names.
        aliases: Option<Vec<String>>,
        /// What lists say of it.
        periods: Option<Vec<Period>>,
    },
    /// A person.
    Person,
    /// A tag.
    Tag {
        /// The vocabulary.
        scheme: String,
        /// Its code there.
        code: Option<String>,
    },
}

/// What became of a thing that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is there as it was given.
    Done,
    /// It is not, for this reason.
    Refused(String),
}

/// Puts things in, each in place of the one with its id or, without one, its name. What is not given is left as it is, and
/// what is the same already is left alone.
///
/// A name that is written in another way is the same name: the thing keeps the one that it has, and its slug; the slug and the id that
/// are given lead to it. A tag without an id whose name nothing has is known again by its code, and gets the name. Refuses a slug that another thing has or had, and a code of another tag.
pub async fn put(db: &Primary, things: &[Thing]) -> Result<Vec<Put>> {
    db.transaction(async |tx| {
        let given = things.iter().filter_map(|thing| thing.id).collect();
        let mut outcomes = Vec::with_capacity(things.len());
        for thing in things {
            outcomes.push(put_one(tx, thing, &given).await?);
        }
        Ok(outcomes)
    })
    .await
}

/// A row of any of the tables.
#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    slug: String,
    name: String,
}

/// A refusal.
fn refused(why: impl Into<String>) -> Put {
    Put::Refused(why.into())
}

/// Puts one thing in.
async fn put_one(tx: &mut Tx, thing: &Thing, given: &HashSet<Uuid>) -> Result<Put> {
    let kind = match thing.detail {
        Detail::Site => return name_site(tx, &thing.name).await.map(|_| Put::Done),
        Detail::TagScheme { ref scheme } => return entitle(tx, scheme, &thing.name).await.map(|_| Put::Done),
        Detail::Channel { .. } => Kind::Channel,
        Detail::Column { .. } => Kind::Column,
        Detail::Source { .. } => Kind::Source,
        Detail::Person => Kind::Person,
        Detail::Tag { .. } => Kind::Tag,
    };
    let table = table(kind);
    let Some(values) = values(tx, thing, table).await? else {
        return Ok(refused("nothing before it has the slug that `parent` names"));
    };
    let Meant { found, is_spelled } = match meant(tx, thing, kind, &values, given).await? {
        Ok(meant) => meant,
        Err(why) => return Ok(refused(why)),
    };
    let id = found.as_ref().map(|found| found.id).or(thing.id).unwrap_or_else(Uuid::now_v7);
    let given: Vec<&str> = thing.slug.iter().chain(&thing.former_slugs).map(String::as_str).collect();
    if let Some((slug, holder)) = slug_holders(tx, kind, &given).await?.into_iter().find(|(_, holder)| holder.id != id)
    {
        return Ok(refused(format!("slug: {}", holder.says(&slug, kind))));
    }
    if let Some(why) = misplaced(tx, thing, kind, id, &values).await? {
        return Ok(refused(why));
    }
    let beside = match beside(tx, thing, id).await? {
        Ok(beside) => beside,
        Err(why) => return Ok(refused(why)),
    };
    let slug = match &found {
        Some(found) if !is_spelled => {
            remember(tx, kind, id, thing.slug.as_slice()).await?;
            remember_ids(tx, kind, id, thing.id.as_slice()).await?;
            found.slug.clone()
        }
        found => slug(tx, kind, thing, id, found.as_ref()).await?,
    };
    let name = found.as_ref().filter(|_| !is_spelled).map_or_else(|| thing.name.clone(), |found| found.name.clone());
    remember(tx, kind, id, &thing.former_slugs).await?;
    remember_ids(tx, kind, id, &thing.former_ids).await?;
    let scheme = if let Detail::Tag { scheme, .. } = &thing.detail { scheme.as_str() } else { "" };
    remember_names(tx, kind, scheme, id, &thing.former_names).await?;
    let now = tx.now().timestamp_millis();
    let mut values: Vec<(&str, Value)> = values
        .into_iter()
        .chain([("name_key", name::key(kind, &name).into()), ("name", name.into()), ("slug", slug.clone().into())])
        .collect();
    let event = if found.is_some() {
        let all = values.iter().cloned().map(same).fold(Expr::col("id").eq(id), ExprTrait::and);
        if beside.is_none() && tx.one::<Found>(&rows(table, all)).await?.is_some() {
            return Ok(Put::Done);
        }
        moved(tx, kind, id, &values).await?;
        values.extend([("updated_at", now.into()), ("seq", tx.next_seq().into())]);
        let mut update = Query::update();
        update.table(table).and_where(Expr::col("id").eq(id)).value("version", Expr::col("version").add(1));
        for (column, value) in values {
            update.value(column, value);
        }
        tx.execute(&update).await?;
        Event::Updated
    } else {
        let made: [(&str, Value); 6] = [
            ("id", id.into()),
            ("article_count", 0_i64.into()),
            ("version", 1_i64.into()),
            ("seq", tx.next_seq().into()),
            ("created_at", now.into()),
            ("updated_at", now.into()),
        ];
        values.extend(made);
        let standard: Option<(&str, Value)> = match kind {
            Kind::Channel => Some(("position", 0.into())),
            Kind::Column => Some(("status", "open".into())),
            _ => None,
        };
        values.extend(standard.filter(|(column, _)| values.iter().all(|(given, _)| given != column)));
        let (columns, values): (Vec<&str>, Vec<Value>) = values.into_iter().unzip();
        let mut insert = Query::insert();
        insert.into_table(table).columns(columns).values_panic(values.into_iter().map(Expr::value));
        tx.execute(&insert).await?;
        Event::Created
    };
    if let Some((aliases, periods)) = beside {
        sourcing::save::put_aliases(tx, id, &aliases).await?;
        sourcing::save::put_periods(tx, id, &periods).await?;
    }
    tx.append(Change::of(kind, event, id, slug));
    Ok(Put::Done)
}

/// What stands beside a source's own row: its other names, and what lists say of it.
type Beside = (Vec<String>, Vec<Period>);

/// What is to stand beside a source's own row, where that is other than what does; why it cannot, if so.
async fn beside(tx: &Tx, thing: &Thing, id: Uuid) -> Result<Result<Option<Beside>, String>> {
    let Detail::Source { parent: _, kind: _, aliases, periods } = &thing.detail else { return Ok(Ok(None)) };
    if let Some(holder) = sourcing::query::alias_holder(tx, &thing.name, id).await? {
        return Ok(Err(format!("name: it is an alias of the source “{}” (`{}`)", holder.name, holder.slug)));
    }
    let before = sourcing::query::of_source(tx, id).await?;
    let mut after = before.clone();
    if let Some(aliases) = aliases {
        for name in aliases {
            if let Some(holder) = sourcing::query::holder(tx, name, id).await? {
                let (other, slug) = (holder.name, holder.slug);
                return Ok(Err(format!(
                    "aliases: `{name}` is the name or an alias of the source “{other}” (`{slug}`)"
                )));
            }
        }
        after.0 = sourcing::save::other_names_of(&thing.name, aliases.clone());
    }
    if let Some(periods) = periods {
        after.1.clone_from(periods);
        after.1.sort_unstable();
        after.1.dedup();
    }
    Ok(Ok((before != after).then_some(after)))
}

/// The condition that a column has a value.
#[must_use]
pub fn same((column, value): (&'static str, Value)) -> SimpleExpr {
    match value == value.as_null() {
        true => Expr::col(column).is_null(),
        false => Expr::col(column).eq(value),
    }
}

/// What a thing has beside name and slug, by column; none where what it stands below is not there.
async fn values(tx: &Tx, thing: &Thing, table: &'static str) -> Result<Option<Vec<(&'static str, Value)>>> {
    Ok(Some(match &thing.detail {
        Detail::Site | Detail::TagScheme { .. } | Detail::Person => Vec::new(),
        Detail::Channel { parent, position } => {
            let Some(parent) = parent_id(tx, table, parent.as_deref()).await? else { return Ok(None) };
            let position = position.map(|position| ("position", position.into()));
            [("parent_id", parent)].into_iter().chain(position).collect()
        }
        Detail::Source { parent, kind, aliases: _, periods: _ } => {
            let Some(parent) = parent_id(tx, table, parent.as_deref()).await? else { return Ok(None) };
            let kind = kind.map(|kind| ("kind", kind.word().into()));
            [("parent_id", parent)].into_iter().chain(kind).collect()
        }
        Detail::Column { short_name, is_open, opening_note, opening_note_at } => {
            let mut values = Vec::new();
            values.extend(is_open.map(|is_open| ("status", (if is_open { "open" } else { "closed" }).into())));
            values.extend(short_name.clone().map(|name| ("short_name", name.into())));
            values.extend(opening_note.clone().map(|note| ("opening_note", note.into())));
            values.extend(opening_note_at.map(|at| ("opening_note_at", at.into())));
            values
        }
        Detail::Tag { scheme, code } => {
            let code = code.clone().map(|code| ("code", code.into()));
            [("scheme", scheme.clone().into())].into_iter().chain(code).collect()
        }
    }))
}

/// The id of what a thing stands below, or null where it stands at the top; none where that is not there.
async fn parent_id(tx: &Tx, table: &'static str, slug: Option<&str>) -> Result<Option<Value>> {
    let Some(slug) = slug else { return Ok(Some(Value::Uuid(None))) };
    let query =
        Query::select().columns(["id", "slug", "name"]).from(table).and_where(Expr::col("slug").eq(slug)).take();
    Ok(tx.one::<Found>(&query).await?.map(|found| found.id.into()))
}

/// The slug that a thing gets: the one it asks for, the one it has, or one made from its name.
async fn slug(tx: &Tx, kind: Kind, thing: &Thing, id: Uuid, found: Option<&Found>) -> Result<String> {
    let wanted = match (thing.slug.as_deref().and_then(Slug::parse), found) {
        (None, Some(found)) => return Ok(found.slug.clone()),
        (Some(wanted), Some(found)) if wanted.as_str() == found.slug => return Ok(found.slug.clone()),
        (wanted, _) => wanted.unwrap_or_else(|| Slug::of_name(&thing.name, id)),
    };
    let free = free_slugs(tx, kind, &[(id, wanted)]).await?.pop().unwrap_or_default();
    if let Some(found) = found {
        remember(tx, kind, id, std::slice::from_ref(&found.slug)).await?;
    }
    Ok(free)
}
