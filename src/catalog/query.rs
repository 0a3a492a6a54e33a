//! Reading the catalog: all of it once, then what the change log names.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dibao_entity::{
    article, change, channel, collection, former_id, former_slug, listing, listing_count, news_column, person, site,
    source, tag, tag_scheme,
};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryTrait, Select};
use uuid::Uuid;

use super::{
    Catalog, Channel, Collection, Column, Former, Languages, Name, Named, Person, Shelf, Source, SourceKind, Tag,
    Touched, sourcing,
};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::change_log::{self, Head};
use crate::store::{ReadDb, Reads};

/// How many ids one statement asks for.
const IDS: usize = 500;

/// The whole catalog as it is now.
pub async fn whole(db: &ReadDb) -> Result<Catalog> {
    let head = change_log::head(db).await?;
    let listing_counts = listing_counts(db).await?;
    let catalog = Catalog {
        head,
        site_name: site_name(db).await?,
        channels: shelf(db, Shelf::default(), None).await?,
        columns: shelf(db, Shelf::default(), None).await?,
        sources: shelf(db, Shelf::default(), None).await?,
        sourcing: Arc::new(sourcing::query::whole(db).await?),
        people: shelf(db, Shelf::default(), None).await?,
        tags: shelf(db, Shelf::default(), None).await?,
        tag_titles: tag_titles(db).await?,
        collections: shelf(db, Shelf::default(), None).await?,
        languages: languages(db, &Arc::default(), &listing_counts).await?,
        listing_counts,
    };
    Ok(catalog)
}

/// The catalog after some further lines of the log.
pub async fn advanced(db: &ReadDb, catalog: &Catalog, lines: &[change::Model]) -> Result<Catalog> {
    let mut touched = Touched::default();
    for line in lines {
        if let Some(kind) = Kind::parse(&line.kind) {
            touched.add(kind, line.subject_id);
        }
        for stored in [line.before.as_deref(), line.after.as_deref()] {
            let Some(values) = change_log::filter_values(stored)? else { continue };
            values.channel.into_iter().for_each(|id| touched.add(Kind::Channel, id));
            values.column.into_iter().for_each(|id| touched.add(Kind::Column, id));
            values.source.into_iter().for_each(|id| touched.add(Kind::Source, id));
            values.people.into_iter().for_each(|id| touched.add(Kind::Person, id));
            values.tags.into_iter().for_each(|id| touched.add(Kind::Tag, id));
        }
    }
    let channels = with_ancestors(&catalog.channels, touched.of(Kind::Channel));
    let sources = with_ancestors(&catalog.sources, touched.of(Kind::Source));
    let listing_counts = match touched.of(Kind::Article).is_empty() {
        true => catalog.listing_counts.clone(),
        false => listing_counts(db).await?,
    };
    let site_name = if touched.of(Kind::Site).is_empty() { catalog.site_name.clone() } else { site_name(db).await? };
    Ok(Catalog {
        head: lines.last().map_or(catalog.head, |line| Head { seq: line.seq, at: line.at }),
        site_name,
        channels: match edited(lines, Kind::Channel) {
            true => shelf(db, Shelf::default(), None).await?,
            false => renewed(db, &catalog.channels, channels).await?,
        },
        columns: renewed(db, &catalog.columns, touched.of(Kind::Column)).await?,
        sources: match edited(lines, Kind::Source) {
            true => shelf(db, Shelf::default(), None).await?,
            false => renewed(db, &catalog.sources, sources).await?,
        },
        sourcing: match edited(lines, Kind::Source) {
            true => Arc::new(sourcing::query::whole(db).await?),
            false => Arc::clone(&catalog.sourcing),
        },
        people: renewed(db, &catalog.people, touched.of(Kind::Person)).await?,
        tags: renewed(db, &catalog.tags, touched.of(Kind::Tag)).await?,
        tag_titles: match touched.of(Kind::Site).is_empty() {
            true => Arc::clone(&catalog.tag_titles),
            false => tag_titles(db).await?,
        },
        collections: renewed(db, &catalog.collections, touched.of(Kind::Collection)).await?,
        languages: languages(db, &catalog.languages, &listing_counts).await?,
        listing_counts,
    })
}

/// Whether a tree itself was changed: what moves takes the counts of its articles along, and with them others' counts.
fn edited(lines: &[change::Model], kind: Kind) -> bool {
    lines.iter().any(|line| line.kind == kind.word())
}

/// How many articles stand under the keys that are not those of a thing: there are few of them.
async fn listing_counts(db: &ReadDb) -> Result<HashMap<Uuid, i64>> {
    let rows: Vec<listing_count::Model> = db.all(&listing_count::Entity::find().into_query()).await?;
    Ok(rows.into_iter().map(|row| (row.key, row.article_count)).collect())
}

/// The languages among the listing's keys: of each key that is new, one article is read.
async fn languages(db: &ReadDb, known: &Arc<Languages>, counts: &HashMap<Uuid, i64>) -> Result<Arc<Languages>> {
    let new = counts.iter().filter(|(key, count)| **count > 0 && !key.is_nil() && !known.knows(**key));
    let mut languages = Arc::clone(known);
    for (key, _) in new {
        let under = Query::select()
            .column(listing::Column::ArticleId)
            .from(listing::Entity)
            .and_where(listing::Column::Key.eq(*key))
            .limit(1)
            .take();
        let one = article::Entity::find().filter(article::Column::Id.in_subquery(under)).into_query();
        let found: Vec<article::Model> = db.all(&one).await?;
        if let Some(article) = found.first() {
            Arc::make_mut(&mut languages).note(*key, &article.lang);
        }
    }
    Ok(languages)
}

/// The titles of vocabularies.
async fn tag_titles(db: &ReadDb) -> Result<Arc<BTreeMap<String, String>>> {
    let rows: Vec<tag_scheme::Model> = db.all(&tag_scheme::Entity::find().into_query()).await?;
    Ok(Arc::new(rows.into_iter().map(|row| (row.scheme, row.title)).collect()))
}

/// The name that something has given the site.
async fn site_name(db: &ReadDb) -> Result<Option<String>> {
    let row: Option<site::Model> = db.one(&site::Entity::find().into_query()).await?;
    Ok(row.map(|row| row.name))
}

/// Things and all that they stand below, whose counts include theirs.
fn with_ancestors<T: Named>(shelf: &Shelf<T>, ids: Vec<Uuid>) -> Vec<Uuid> {
    let mut all: Vec<Uuid> = ids
        .into_iter()
        .flat_map(|id| shelf.path(id).into_iter().map(|above| above.names().id).chain([id]).collect::<Vec<_>>())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The shelf with these things read anew; the same shelf when there are none.
async fn renewed<T: Stored>(db: &ReadDb, shelf: &Arc<Shelf<T>>, ids: Vec<Uuid>) -> Result<Arc<Shelf<T>>> {
    if ids.is_empty() {
        return Ok(Arc::clone(shelf));
    }
    self::shelf(db, Shelf::clone(shelf), Some(ids)).await
}

/// A shelf with these things, or all things, read anew; those that are gone are gone from it.
async fn shelf<T: Stored>(db: &ReadDb, shelf: Shelf<T>, ids: Option<Vec<Uuid>>) -> Result<Arc<Shelf<T>>> {
    let mut things = Vec::new();
    match &ids {
        None => things.extend(db.all::<T::Row>(&T::find().into_query()).await?),
        Some(ids) => {
            for ids in ids.chunks(IDS) {
                let query = T::find().filter(T::id_column().is_in(ids.iter().copied()));
                things.extend(db.all::<T::Row>(&query.into_query()).await?);
            }
        }
    }
    let slugs = former_slug::Entity::find().filter(former_slug::Column::Kind.eq(T::KIND.word()));
    let slugs: Vec<former_slug::Model> = db.all(&slugs.into_query()).await?;
    let former = former_id::Entity::find().filter(former_id::Column::Kind.eq(T::KIND.word()));
    let former: Vec<former_id::Model> = db.all(&former.into_query()).await?;
    let former = Former {
        slugs: slugs.into_iter().map(|row| (row.slug, row.subject_id)).collect(),
        ids: former.into_iter().map(|row| (row.id, row.subject_id)).collect(),
    };
    let things = things.into_iter().map(T::of_row).collect();
    Ok(Arc::new(shelf.with(&ids.unwrap_or_default(), things, former, T::order)))
}

/// A named thing and the table it comes from.
trait Stored: Named + Clone {
    /// Its table.
    type Table: EntityTrait;
    /// A row of it.
    type Row: FromQueryResult;
    /// The rows that are kept in memory.
    fn find() -> Select<Self::Table> {
        Self::Table::find()
    }
    /// The table's key.
    fn id_column() -> <Self::Table as EntityTrait>::Column;
    /// The thing of a row.
    fn of_row(row: Self::Row) -> Self;
    /// What siblings are ordered by.
    fn order(thing: &Self) -> (i32, String) {
        (0, thing.names().slug.clone())
    }
}

/// Implements [`Stored`]; the row is destructured in full, so that a new column forces a decision.
macro_rules! stored {
    ($type:ident $table:ident { $($field:ident),* } $made:expr $(, order $order:expr)?) => {
        impl Stored for $type {
            type Table = $table::Entity;
            type Row = $table::Model;
            fn id_column() -> $table::Column { $table::Column::Id }
            fn of_row(row: Self::Row) -> Self {
                let $table::Model { id, slug, name, name_key: _, article_count, created_at: _, updated_at, version: _, seq: _, $($field),* } = row;
                let name = Name { id, slug, name, article_count, updated_at };
                #[allow(clippy::redundant_closure_call, reason = "the fields are names of the macro's caller")]
                ($made)(name, $($field),*)
            }
            $(fn order(thing: &Self) -> (i32, String) { ($order)(thing) })?
        }
    };
}

stored!(Channel channel { parent_id, position } |name, parent, position| Channel { name, parent, position },
    order |thing: &Channel| (thing.position, thing.name.slug.clone()));
stored!(Column news_column { short_name, status, opening_note, opening_note_at, first_published_at, last_published_at }
|name, short_name, status: String, opening_note, opening_note_at, first_published_at, last_published_at| Column {
    name, short_name, is_open: status == "open", opening_note, opening_note_at, first_published_at, last_published_at,
});
stored!(Source source { parent_id, kind } |name, parent, kind: Option<String>| Source {
    name, parent, kind: kind.as_deref().and_then(SourceKind::parse),
});
stored!(Person person {} |name| Person { name });
stored!(Tag tag { scheme, code } |name, scheme, code| Tag { name, scheme, code });

impl Stored for Collection {
    type Table = collection::Entity;
    type Row = collection::Model;

    fn find() -> Select<Self::Table> {
        Self::Table::find().filter(collection::Column::Status.ne("hidden"))
    }

    fn id_column() -> collection::Column {
        collection::Column::Id
    }

    fn of_row(row: Self::Row) -> Self {
        let collection::Model { id, slug, name, summary, status, version: _, seq: _, created_at: _, updated_at } = row;
        Self { name: Name { id, slug, name, article_count: 0, updated_at }, summary, is_open: status == "open" }
    }
}
