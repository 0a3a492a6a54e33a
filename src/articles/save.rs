//! Getting published articles into the database: new ones, changed ones, and none twice.

use std::collections::{HashMap, HashSet};

use dibao_entity::{
    article, article_person, article_tag, channel, former_slug, listing as listing_row, news_column, person, revision,
    source, tag,
};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::article::{Incoming, NoteKind};
use super::body::{check, text};
use super::listing::{self, Key, Places};
use super::query::PUBLISHED;
use super::refer::{Referred, free_slugs};
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::store::change_log::{Change, Event, FilterValues};
use crate::store::{Primary, Reads, Tx};

/// What became of an article that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created(Uuid),
    /// It was there and has changed.
    Updated(Uuid),
    /// It was there, just the same.
    Unchanged(Uuid),
}

/// Saves articles, each as published; what each refers to is made when it is new.
///
/// An article is known again by its `external_id`, or, without one, by being the same in everything. Articles that name the
/// same `external_id` are saved one after the other, so the last one stands.
pub async fn save(db: &Primary, articles: &[Incoming]) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(articles.len());
    let mut rest = articles;
    while !rest.is_empty() {
        let mut seen = HashSet::new();
        let distinct =
            rest.iter().take_while(|article| article.external_id.as_ref().is_none_or(|id| seen.insert(id))).count();
        let (batch, after) = rest.split_at(distinct);
        outcomes.extend(db.transaction(async |tx| save_batch(tx, batch).await).await?);
        rest = after;
    }
    Ok(outcomes)
}

/// An article that is to be written.
struct Draft<'a> {
    incoming: &'a Incoming,
    digest: String,
    before: Option<article::Model>,
    id: Uuid,
    slug: String,
}

/// Saves articles in one transaction.
async fn save_batch(tx: &mut Tx, batch: &[Incoming]) -> Result<Vec<Outcome>> {
    let digests: Vec<String> = batch.iter().map(Incoming::digest).collect::<Result<_>>()?;
    let mut known = Known::find(tx, batch, &digests).await?;
    let mut outcomes = Vec::with_capacity(batch.len());
    let mut drafts = Vec::new();
    for (incoming, digest) in batch.iter().zip(&digests) {
        let before = known.of(incoming, digest);
        let outcome = match &before {
            Some((id, before)) if before.as_ref().is_none_or(|row| row.import_digest.as_ref() == Some(digest)) => {
                Outcome::Unchanged(*id)
            }
            Some((id, _)) => Outcome::Updated(*id),
            None => Outcome::Created(Uuid::now_v7()),
        };
        outcomes.push(outcome);
        let id = match outcome {
            Outcome::Unchanged(_) => continue,
            Outcome::Updated(id) | Outcome::Created(id) => id,
        };
        if incoming.external_id.is_none() {
            known.by_digest.insert(digest.clone(), id);
        }
        let before = before.and_then(|(_, row)| row);
        drafts.push(Draft { incoming, digest: digest.clone(), before, id, slug: String::new() });
    }
    if drafts.is_empty() {
        return Ok(outcomes);
    }
    name_drafts(tx, &mut drafts).await?;
    let incoming: Vec<&Incoming> = drafts.iter().map(|draft| draft.incoming).collect();
    let mut referred = Referred::resolve(tx, &incoming).await?;
    write(tx, &mut referred, drafts).await?;
    Ok(outcomes)
}

/// Gives each draft its slug: the one it has, the one it asks for, or one made from its title.
async fn name_drafts(tx: &Tx, drafts: &mut [Draft<'_>]) -> Result<()> {
    let mut wanted = Vec::new();
    for draft in drafts.iter() {
        let given = draft.incoming.slug.as_deref().and_then(Slug::parse);
        let keeps =
            draft.before.as_ref().is_some_and(|row| given.as_ref().is_none_or(|given| given.as_str() == row.slug));
        if !keeps {
            wanted.push((draft.id, given.unwrap_or_else(|| Slug::of_name(&draft.incoming.title, draft.id))));
        }
    }
    let slugs = free_slugs(tx, Kind::Article, article::Entity, article::Column::Slug, &wanted).await?;
    let mut new: HashMap<Uuid, String> = wanted.into_iter().map(|(id, _)| id).zip(slugs).collect();
    for draft in drafts {
        let kept = draft.before.as_ref().map(|row| row.slug.clone());
        draft.slug = new.remove(&draft.id).or(kept).unwrap_or_default();
    }
    Ok(())
}

/// Articles that are in the database already.
#[derive(Debug, Default)]
struct Known {
    by_external_id: HashMap<String, article::Model>,
    by_digest: HashMap<String, Uuid>,
}

impl Known {
    /// Finds those of a batch.
    async fn find(tx: &Tx, batch: &[Incoming], digests: &[String]) -> Result<Self> {
        let mut known = Self::default();
        let external: Vec<&str> = batch.iter().filter_map(|incoming| incoming.external_id.as_deref()).collect();
        if !external.is_empty() {
            let query = article::Entity::find().filter(article::Column::ExternalId.is_in(external));
            for row in tx.all::<article::Model>(&query.into_query()).await? {
                if let Some(id) = row.external_id.clone() {
                    known.by_external_id.insert(id, row);
                }
            }
        }
        let bare = batch.iter().zip(digests).filter(|(incoming, _)| incoming.external_id.is_none());
        let bare: Vec<&str> = bare.map(|(_, digest)| digest.as_str()).collect();
        if !bare.is_empty() {
            let query = article::Entity::find().filter(article::Column::ImportDigest.is_in(bare));
            for row in tx.all::<article::Model>(&query.into_query()).await? {
                if let Some(digest) = row.import_digest {
                    known.by_digest.insert(digest, row.id);
                }
            }
        }
        Ok(known)
    }

    /// The article that this one is, with its row where it may differ.
    fn of(&mut self, incoming: &Incoming, digest: &str) -> Option<(Uuid, Option<article::Model>)> {
        match &incoming.external_id {
            Some(id) => self.by_external_id.remove(id).map(|row| (row.id, Some(row))),
            None => self.by_digest.get(digest).map(|id| (*id, None)),
        }
    }
}

/// The rows of a batch before they are written.
#[derive(Default)]
struct Rows {
    articles: Vec<article::ActiveModel>,
    revisions: Vec<revision::ActiveModel>,
    people: Vec<article_person::ActiveModel>,
    tags: Vec<article_tag::ActiveModel>,
    listing: Vec<listing_row::ActiveModel>,
    former_slugs: Vec<former_slug::ActiveModel>,
    counts: HashMap<(Kind, Uuid), i64>,
}

/// Writes drafts, their links and places in the listing, and one line of the change log each.
async fn write(tx: &mut Tx, referred: &mut Referred, drafts: Vec<Draft<'_>>) -> Result<()> {
    let mut rows = Rows::default();
    for draft in drafts {
        let places = referred.places(draft.incoming);
        let before = match &draft.before {
            Some(row) => Some(take_out(tx, referred, row, &mut rows).await?),
            None => None,
        };
        let after = values(&places);
        let seq = tx.next_seq();
        let row = row_of(&draft, &places, tx.now().timestamp_millis(), seq);
        let event = if before.is_some() { Event::Updated } else { Event::Published };
        tx.append(Change {
            event,
            kind: Kind::Article,
            id: row.id,
            slug: row.slug.clone(),
            revision: Some(row.revision),
            before,
            after: Some(after),
        });
        let opening = draft.incoming.content.notes.iter().find(|note| note.kind == NoteKind::Opening);
        if let Some((column, note)) = places.column.zip(opening) {
            referred.open_column(tx, column, &note.text, row.published_at).await?;
        }
        put_in(tx, referred, &draft, &places, row, &mut rows).await?;
    }
    let Rows { articles, revisions, people, tags, listing, former_slugs, counts } = rows;
    tx.insert(articles).await?;
    tx.insert(revisions).await?;
    tx.insert(people).await?;
    tx.insert(tags).await?;
    tx.insert(listing).await?;
    for former in former_slugs {
        let insert = former_slug::Entity::insert(former)
            .on_conflict(
                OnConflict::columns([former_slug::Column::Kind, former_slug::Column::Slug])
                    .update_column(former_slug::Column::SubjectId)
                    .to_owned(),
            )
            .into_query();
        tx.execute(&insert).await?;
    }
    count(tx, counts).await
}

/// Takes an article's former state out of the listing and its links away; what filters saw of it.
async fn take_out(tx: &Tx, referred: &Referred, row: &article::Model, rows: &mut Rows) -> Result<FilterValues> {
    let people: Vec<article_person::Model> = tx
        .all(&article_person::Entity::find().filter(article_person::Column::ArticleId.eq(row.id)).into_query())
        .await?;
    let tags: Vec<article_tag::Model> =
        tx.all(&article_tag::Entity::find().filter(article_tag::Column::ArticleId.eq(row.id)).into_query()).await?;
    let places = Places {
        channels: referred.ancestry(Kind::Channel, row.channel_id),
        column: row.column_id,
        sources: referred.ancestry(Kind::Source, row.source_id),
        people: people.into_iter().map(|link| link.person_id).collect(),
        tags: tags.into_iter().map(|link| link.tag_id).collect(),
    };
    let keys = listing::keys(row, &places);
    if row.state == PUBLISHED {
        rows.count(&keys, -1);
    }
    let ids = keys.iter().map(|key| key.id);
    let unlist = Query::delete()
        .from_table(listing_row::Entity)
        .and_where(Expr::col(listing_row::Column::Key).is_in(ids))
        .and_where(Expr::col(listing_row::Column::PublishedAt).eq(row.published_at))
        .and_where(Expr::col(listing_row::Column::ArticleId).eq(row.id))
        .take();
    tx.execute(&unlist).await?;
    let unlink = Query::delete()
        .from_table(article_person::Entity)
        .and_where(Expr::col(article_person::Column::ArticleId).eq(row.id))
        .take();
    tx.execute(&unlink).await?;
    let unlink = Query::delete()
        .from_table(article_tag::Entity)
        .and_where(Expr::col(article_tag::Column::ArticleId).eq(row.id))
        .take();
    tx.execute(&unlink).await?;
    let mut values = values(&places);
    values.channel = row.channel_id;
    values.source = row.source_id;
    Ok(values)
}

/// Adds what is to be written for a draft.
async fn put_in(
    tx: &Tx,
    referred: &Referred,
    draft: &Draft<'_>,
    places: &Places,
    row: article::Model,
    rows: &mut Rows,
) -> Result<()> {
    let keys = listing::keys(&row, places);
    rows.count(&keys, 1);
    rows.listing.extend(keys.iter().map(|key| listing_row::ActiveModel {
        key: Set(key.id),
        published_at: Set(row.published_at),
        article_id: Set(row.id),
        updated_at: Set(row.updated_at),
    }));
    let mut parts = HashSet::new();
    let people = draft.incoming.people.iter().filter_map(|(role, called)| Some((*role, referred.person(called)?)));
    for (role, person) in people.filter(|part| parts.insert(*part)) {
        let position = i32::try_from(rows.people.len()).unwrap_or(i32::MAX);
        rows.people.push(article_person::ActiveModel {
            article_id: Set(row.id),
            position: Set(position),
            person_id: Set(person),
            role: Set(role.word().to_owned()),
        });
    }
    for tag in &places.tags {
        let position = i32::try_from(rows.tags.len()).unwrap_or(i32::MAX);
        rows.tags.push(article_tag::ActiveModel {
            article_id: Set(row.id),
            position: Set(position),
            tag_id: Set(*tag),
        });
    }
    let content = serde_json::to_string(&draft.incoming.content).map_err(Error::broken)?;
    rows.revisions.push(revision::ActiveModel {
        article_id: Set(row.id),
        number: Set(row.revision),
        content: Set(content),
        created_at: Set(tx.now().timestamp_millis()),
    });
    match &draft.before {
        None => rows.articles.push(article::ActiveModel::from(row).reset_all()),
        Some(before) => {
            if before.slug != row.slug {
                rows.former_slugs.push(former_slug::ActiveModel {
                    kind: Set(Kind::Article.word().to_owned()),
                    slug: Set(before.slug.clone()),
                    subject_id: Set(row.id),
                });
            }
            let id = row.id;
            let update = article::Entity::update_many()
                .set(article::ActiveModel { id: sea_orm::NotSet, ..article::ActiveModel::from(row).reset_all() })
                .filter(article::Column::Id.eq(id))
                .into_query();
            tx.execute(&update).await?;
        }
    }
    Ok(())
}

impl Rows {
    /// Counts an article in or out of everything it stands under.
    fn count(&mut self, keys: &[Key], by: i64) {
        for key in keys {
            if let Some(kind) = key.kind {
                *self.counts.entry((kind, key.id)).or_default() += by;
            }
        }
    }
}

/// The row of a draft.
fn row_of(draft: &Draft<'_>, places: &Places, now_ms: i64, seq: i64) -> article::Model {
    let incoming = draft.incoming.clone();
    let published_at = incoming.published_at.timestamp_millis();
    let before = draft.before.as_ref();
    let first_given = incoming.first_published_at.map(|at| at.timestamp_millis());
    let updated_given = incoming.updated_at.map(|at| at.timestamp_millis());
    let json = |value: Option<serde_json::Value>| value.map(|value| value.to_string());
    let blocks = &incoming.content.blocks;
    article::Model {
        id: draft.id,
        external_id: incoming.external_id,
        slug: draft.slug.clone(),
        state: PUBLISHED.to_owned(),
        lang: incoming.lang,
        title: incoming.title,
        kicker: incoming.kicker,
        subtitle: incoming.subtitle,
        short_title: incoming.short_title,
        original_title: incoming.original_title,
        column_label: incoming.column_label,
        summary: incoming.summary,
        summary_is_lead: incoming.summary_is_lead,
        channel_id: places.channels.last().copied(),
        column_id: places.column,
        source_id: places.sources.last().copied(),
        source_label: incoming.source_label,
        authorised_at_publication: incoming.authorised_at_publication.word().to_owned(),
        has_image: check::has_image(blocks) || incoming.cover.is_some(),
        has_video: check::has_video(blocks),
        has_audio: check::has_audio(blocks),
        cover: json(incoming.cover.and_then(|cover| serde_json::to_value(cover).ok())),
        original_url: incoming.original_url,
        ai_label: json(incoming.ai_label.and_then(|label| serde_json::to_value(label).ok())),
        published_at,
        published_precision: incoming.published_precision.word().to_owned(),
        first_published_at: first_given
            .or_else(|| before.map(|before| Ord::min(before.first_published_at, published_at)))
            .unwrap_or(published_at),
        updated_at: updated_given.unwrap_or_else(|| before.map_or(published_at, |_| now_ms)),
        withdrawn_at: None,
        revision: before.map_or(1, |before| before.revision + 1),
        seq,
        char_count: i32::try_from(text::char_count(blocks)).unwrap_or(i32::MAX),
        import_digest: Some(draft.digest.clone()),
    }
}

/// What filters see of an article in these places.
fn values(places: &Places) -> FilterValues {
    FilterValues {
        channel: places.channels.last().copied(),
        column: places.column,
        source: places.sources.last().copied(),
        people: places.people.clone(),
        tags: places.tags.clone(),
    }
}

/// Brings the counts of things, and the dates of columns, up to what was written.
async fn count(tx: &Tx, counts: HashMap<(Kind, Uuid), i64>) -> Result<()> {
    let now = tx.now().timestamp_millis();
    let columns: Vec<Uuid> = counts.keys().filter(|(kind, _)| *kind == Kind::Column).map(|(_, id)| *id).collect();
    let mut same: HashMap<(Kind, i64), Vec<Uuid>> = HashMap::new();
    for ((kind, id), by) in counts.into_iter().filter(|(_, by)| *by != 0) {
        same.entry((kind, by)).or_default().push(id);
    }
    for ((kind, by), ids) in same {
        let mut update = Query::update();
        match kind {
            Kind::Channel => update.table(channel::Entity),
            Kind::Column => update.table(news_column::Entity),
            Kind::Source => update.table(source::Entity),
            Kind::Person => update.table(person::Entity),
            Kind::Tag => update.table(tag::Entity),
            Kind::Article | Kind::Site => continue,
        };
        update
            .value("article_count", Expr::col("article_count").add(by))
            .value("updated_at", now)
            .and_where(Expr::col("id").is_in(ids));
        tx.execute(&update).await?;
    }
    if columns.is_empty() {
        return Ok(());
    }
    let edge = |column: fn(sea_orm::sea_query::SimpleExpr) -> sea_orm::sea_query::SimpleExpr| {
        let of_column = Query::select()
            .expr(column(Expr::col(listing_row::Column::PublishedAt)))
            .from(listing_row::Entity)
            .and_where(Expr::col(listing_row::Column::Key).equals((news_column::Entity, news_column::Column::Id)))
            .take();
        Expr::SubQuery(None, Box::new(of_column.into()))
    };
    let update = Query::update()
        .table(news_column::Entity)
        .value(news_column::Column::FirstPublishedAt, edge(ExprTrait::min))
        .value(news_column::Column::LastPublishedAt, edge(ExprTrait::max))
        .and_where(Expr::col(news_column::Column::Id).is_in(columns))
        .take();
    tx.execute(&update).await
}
