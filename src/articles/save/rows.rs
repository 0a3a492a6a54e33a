//! The rows that articles become: what is taken out of the way for each, and what is put in its place.

use std::collections::HashSet;

use dibao_entity::{article, article_person, article_tag, listing as listing_row, revision};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::super::article::{Incoming, NoteKind};
use super::super::body::{check, text};
use super::super::listing::{self, Places};
use super::super::query::{PUBLISHED, Stored};
use super::super::refer::Referred;
use super::count::Counts;
use crate::catalog::save::remember;
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::people::Role;
use crate::store::Tx;
use crate::store::change_log::{Change, Event, FilterValues};

/// An article that is to be written.
pub(super) struct Draft<'a> {
    /// Its place among those that came in.
    pub(super) at: usize,
    /// What came in.
    pub(super) incoming: &'a Incoming,
    /// The digest of that.
    pub(super) digest: &'a str,
    /// What it is now, unless it is new.
    pub(super) before: Option<Box<Stored>>,
    /// The slugs that it had before that.
    pub(super) former_slugs: Vec<String>,
    /// Its id.
    pub(super) id: Uuid,
    /// Its slug.
    pub(super) slug: String,
}

impl Draft<'_> {
    /// Whether the database says all of it already, though it came in otherwise before.
    pub(super) fn changes_nothing(&self, referred: &Referred) -> bool {
        let Some(before) = self.before.as_deref() else { return false };
        let places = referred.places(self.incoming);
        let new = self.row(&places, before.row.updated_at, before.row.seq);
        let row = &before.row;
        let same = article::Model { revision: row.revision, import_digest: row.import_digest.clone(), ..new } == *row;
        same && self.people(referred) == before.people
            && places.tags == before.tags
            && before.content.as_ref() == Some(&self.incoming.content)
            && self.incoming.former_slugs.iter().all(|slug| self.former_slugs.contains(slug))
    }

    /// Who has which part in it, each once.
    fn people(&self, referred: &Referred) -> Vec<(Role, Uuid)> {
        let mut seen = HashSet::new();
        let people = self.incoming.people.iter();
        let people = people.filter_map(|(role, called)| Some((*role, referred.person(called)?)));
        people.filter(|part| seen.insert(*part)).collect()
    }

    /// Its row.
    fn row(&self, places: &Places, now_ms: i64, seq: i64) -> article::Model {
        let Incoming {
            id: _,
            external_id,
            slug: _,
            former_slugs: _,
            revision,
            lang,
            title,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            channel: _,
            column: _,
            source: _,
            source_label,
            authorised_at_publication,
            people: _,
            tags: _,
            cover,
            original_url,
            ai_label,
            published_at,
            published_precision,
            first_published_at,
            updated_at,
            content,
        } = self.incoming;
        let before = self.before.as_deref().map(|before| &before.row);
        let published_at = published_at.timestamp_millis();
        let first_published_at = first_published_at
            .map(|at| at.timestamp_millis())
            .or_else(|| before.map(|before| Ord::min(before.first_published_at, published_at)));
        let updated_at = updated_at.map(|at| at.timestamp_millis()).or_else(|| before.map(|_| now_ms));
        article::Model {
            id: self.id,
            external_id: external_id.clone(),
            slug: self.slug.clone(),
            state: PUBLISHED.to_owned(),
            lang: lang.clone(),
            title: title.clone(),
            kicker: kicker.clone(),
            subtitle: subtitle.clone(),
            short_title: short_title.clone(),
            original_title: original_title.clone(),
            column_label: column_label.clone(),
            summary: summary.clone(),
            summary_is_lead: *summary_is_lead,
            channel_id: places.channels.last().copied(),
            column_id: places.column,
            source_id: places.sources.last().copied(),
            source_label: source_label.clone(),
            authorised_at_publication: authorised_at_publication.word().to_owned(),
            has_image: check::has_image(&content.blocks) || cover.is_some(),
            has_video: check::has_video(&content.blocks),
            has_audio: check::has_audio(&content.blocks),
            cover: cover.as_ref().and_then(|cover| serde_json::to_string(cover).ok()),
            original_url: original_url.clone(),
            ai_label: ai_label.as_ref().and_then(|label| serde_json::to_string(label).ok()),
            published_at,
            published_precision: published_precision.word().to_owned(),
            first_published_at: first_published_at.unwrap_or(published_at),
            updated_at: updated_at.unwrap_or(published_at),
            withdrawn_at: None,
            revision: before.map_or(revision.unwrap_or(1), |before| before.revision + 1),
            seq,
            char_count: i32::try_from(text::char_count(&content.blocks)).unwrap_or(i32::MAX),
            import_digest: Some(self.digest.to_owned()),
        }
    }
}

/// The rows of a batch before they are written.
#[derive(Default)]
pub(super) struct Rows {
    articles: Vec<article::ActiveModel>,
    revisions: Vec<revision::ActiveModel>,
    people: Vec<article_person::ActiveModel>,
    tags: Vec<article_tag::ActiveModel>,
    listing: Vec<listing_row::ActiveModel>,
    former_slugs: Vec<(Uuid, Vec<String>)>,
    counts: Counts,
}

impl Rows {
    /// Takes in a draft with one line of the change log; what it was before is taken out of the database.
    pub(super) async fn take(&mut self, tx: &mut Tx, referred: &mut Referred, draft: &Draft<'_>) -> Result<()> {
        let places = referred.places(draft.incoming);
        let before = match &draft.before {
            Some(stored) => Some(self.take_out(tx, referred, stored).await?),
            None => None,
        };
        let row = draft.row(&places, tx.now().timestamp_millis(), tx.next_seq());
        tx.append(Change {
            event: if before.is_some() { Event::Updated } else { Event::Published },
            kind: Kind::Article,
            id: row.id,
            slug: row.slug.clone(),
            revision: Some(row.revision),
            before,
            after: Some(values(&places)),
        });
        let opening = draft.incoming.content.notes.iter().find(|note| note.kind == NoteKind::Opening);
        if let Some((column, note)) = places.column.zip(opening) {
            referred.open_column(tx, column, &note.text, row.published_at).await?;
        }
        self.put_in(tx, referred, draft, &places, row).await
    }

    /// Takes an article's former state out of the listing and its links away; what filters saw of it.
    async fn take_out(&mut self, tx: &Tx, referred: &Referred, stored: &Stored) -> Result<FilterValues> {
        let Stored { row, people, tags, content: _ } = stored;
        let places = Places {
            channels: referred.ancestry(Kind::Channel, row.channel_id),
            column: row.column_id,
            sources: referred.ancestry(Kind::Source, row.source_id),
            people: people.iter().map(|(_, person)| *person).collect(),
            tags: tags.clone(),
        };
        let keys = listing::keys(row, &places);
        self.counts.add(&keys, -1);
        let unlist = Query::delete()
            .from_table(listing_row::Entity)
            .and_where(Expr::col(listing_row::Column::Key).is_in(keys.iter().map(|key| key.id)))
            .and_where(Expr::col(listing_row::Column::PublishedAt).eq(row.published_at))
            .and_where(Expr::col(listing_row::Column::ArticleId).eq(row.id))
            .take();
        tx.execute(&unlist).await?;
        for links in [
            article_person::Entity::delete_many().filter(article_person::Column::ArticleId.eq(row.id)).into_query(),
            article_tag::Entity::delete_many().filter(article_tag::Column::ArticleId.eq(row.id)).into_query(),
        ] {
            tx.execute(&links).await?;
        }
        Ok(FilterValues { channel: row.channel_id, source: row.source_id, ..values(&places) })
    }

    /// Adds what is to be written for a draft.
    async fn put_in(
        &mut self,
        tx: &Tx,
        referred: &Referred,
        draft: &Draft<'_>,
        places: &Places,
        row: article::Model,
    ) -> Result<()> {
        let keys = listing::keys(&row, places);
        self.counts.add(&keys, 1);
        self.listing.extend(keys.iter().map(|key| listing_row::ActiveModel {
            key: Set(key.id),
            published_at: Set(row.published_at),
            article_id: Set(row.id),
            updated_at: Set(row.updated_at),
            first_published_at: Set(row.first_published_at),
        }));
        self.people.extend(draft.people(referred).into_iter().zip(0..).map(|((role, person), position)| {
            article_person::ActiveModel {
                article_id: Set(row.id),
                position: Set(position),
                person_id: Set(person),
                role: Set(role.word().to_owned()),
            }
        }));
        self.tags.extend(places.tags.iter().zip(0..).map(|(tag, position)| article_tag::ActiveModel {
            article_id: Set(row.id),
            position: Set(position),
            tag_id: Set(*tag),
        }));
        if !draft.incoming.former_slugs.is_empty() {
            self.former_slugs.push((row.id, draft.incoming.former_slugs.clone()));
        }
        let content = serde_json::to_string(&draft.incoming.content).map_err(Error::broken)?;
        self.revisions.push(revision::ActiveModel {
            article_id: Set(row.id),
            number: Set(row.revision),
            content: Set(content),
            created_at: Set(tx.now().timestamp_millis()),
        });
        let Some(before) = draft.before.as_deref().map(|before| &before.row) else {
            self.articles.push(article::ActiveModel::from(row).reset_all());
            return Ok(());
        };
        if before.slug != row.slug {
            self.former_slugs.push((row.id, vec![before.slug.clone()]));
        }
        let id = row.id;
        let update = article::Entity::update_many()
            .set(article::ActiveModel { id: sea_orm::NotSet, ..article::ActiveModel::from(row).reset_all() })
            .filter(article::Column::Id.eq(id))
            .into_query();
        tx.execute(&update).await
    }

    /// Writes them all.
    pub(super) async fn write(self, tx: &Tx) -> Result<()> {
        let Self { articles, revisions, people, tags, listing, former_slugs, counts } = self;
        tx.insert(articles).await?;
        tx.insert(revisions).await?;
        tx.insert(people).await?;
        tx.insert(tags).await?;
        tx.insert(listing).await?;
        for (id, slugs) in former_slugs {
            remember(tx, Kind::Article, id, &slugs).await?;
        }
        counts.write(tx).await
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
