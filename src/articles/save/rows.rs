//! The rows that articles before readers are made of: what is taken out of the way for each, and what is put in its place.

use std::collections::HashSet;

use dibao_entity::{article, article_person, article_tag, listing as listing_row, revision};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::super::ancestry_query::Ancestry;
use super::super::article::{Content, NoteKind};
use super::super::listing::{self, Places};
use super::super::manuscript::Fields;
use super::super::pictures;
use super::super::query::Stored;
use super::count::Counts;
use super::opening;
use crate::catalog::save::remember;
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::media::uses;
use crate::people::Role;
use crate::store::Tx;
use crate::store::change_log::{Change, Event, FilterValues};

/// What there is of an article before it is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Before<'a> {
    /// Nothing.
    Absent,
    /// Its row, which no list shows.
    Hidden(&'a article::Model),
    /// What readers see.
    Shown(&'a Stored),
}

impl Before<'_> {
    /// Its row, if there is one.
    fn row(&self) -> Option<&article::Model> {
        match self {
            Self::Absent => None,
            Self::Hidden(row) => Some(row),
            Self::Shown(stored) => Some(&stored.row),
        }
    }
}

/// An article as it is to stand before readers.
#[derive(Debug)]
pub(super) struct Standing<'a> {
    /// Its row; the line of the log is put in when it is written.
    pub(super) row: article::Model,
    /// Where it stands.
    pub(super) places: Places,
    /// Who has which part in it, each once.
    pub(super) people: Vec<(Role, Uuid)>,
    /// Notes, body and media.
    pub(super) content: &'a Content,
    /// Further slugs that lead to it.
    pub(super) former_slugs: Vec<String>,
    /// What there was of it.
    pub(super) before: Before<'a>,
    /// What readers are told has happened.
    pub(super) event: Event,
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
    pictures: Vec<(Uuid, Vec<Uuid>)>,
    gone: Vec<Uuid>,
    counts: Counts,
}

impl Rows {
    /// Takes in a revision that is to be kept.
    pub(super) fn keep(&mut self, revision: revision::ActiveModel) {
        self.revisions.push(revision);
    }

    /// Takes in an article with one line of the change log, whose number is returned; what readers saw of it before is taken
    /// out of the database.
    pub(super) async fn take(&mut self, tx: &mut Tx, ancestry: &Ancestry, standing: Standing<'_>) -> Result<i64> {
        let Standing { mut row, places, people, content, former_slugs, before, event } = standing;
        let seen_before = match before {
            Before::Shown(stored) => Some(self.take_out(tx, ancestry, stored).await?),
            Before::Absent | Before::Hidden(_) => None,
        };
        row.seq = tx.append(Change {
            event,
            kind: Kind::Article,
            id: row.id,
            slug: row.slug.clone(),
            revision: Some(row.revision),
            before: seen_before,
            after: Some(values(&places)),
        });
        let seq = row.seq;
        let opening = content.notes.iter().find(|note| note.kind == NoteKind::Opening);
        if let Some((column, note)) = places.column.zip(opening) {
            opening::open(tx, column, &note.text, row.published_at).await?;
        }
        self.list(&row, &places, &people);
        let shown = pictures::ids_of_row(&row, content)?;
        if !shown.is_empty() || before.row().is_some() {
            self.pictures.push((row.id, shown));
        }
        if !former_slugs.is_empty() {
            self.former_slugs.push((row.id, former_slugs));
        }
        self.put(tx, row, before).await?;
        Ok(seq)
    }

    /// Takes an article out of readers' sight with one line of the change log, whose number is returned; its row stays, as
    /// it is given.
    pub(super) async fn hide(
        &mut self,
        tx: &mut Tx,
        ancestry: &Ancestry,
        stored: &Stored,
        mut row: article::Model,
        event: Event,
    ) -> Result<i64> {
        let before = Some(self.take_out(tx, ancestry, stored).await?);
        let (slug, revision) = (row.slug.clone(), Some(row.revision));
        row.seq = tx.append(Change { event, kind: Kind::Article, id: row.id, slug, revision, before, after: None });
        let seq = row.seq;
        if event == Event::Withdrawn {
            self.gone.push(row.id);
        }
        self.put(tx, row, Before::Shown(stored)).await?;
        Ok(seq)
    }

    /// Makes the tombstone of an article that readers do not see any more; the line of the change log.
    pub(super) async fn entomb(&mut self, tx: &mut Tx, mut row: article::Model) -> Result<i64> {
        let (slug, revision) = (row.slug.clone(), Some(row.revision));
        let former = row.clone();
        let event = Event::Withdrawn;
        row.seq =
            tx.append(Change { event, kind: Kind::Article, id: row.id, slug, revision, before: None, after: None });
        let seq = row.seq;
        self.gone.push(row.id);
        self.put(tx, row, Before::Hidden(&former)).await?;
        Ok(seq)
    }

    /// Takes an article's former state out of the listing and its links away; what filters saw of it.
    async fn take_out(&mut self, tx: &Tx, ancestry: &Ancestry, stored: &Stored) -> Result<FilterValues> {
        let Stored { row, people, tags, content: _, pictures: _ } = stored;
        let mut seen = HashSet::new();
        let places = Places {
            channels: ancestry.of(Kind::Channel, row.channel_id),
            column: row.column_id,
            sources: ancestry.of(Kind::Source, row.source_id),
            people: people.iter().map(|(_, person)| *person).filter(|person| seen.insert(*person)).collect(),
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
        // Its row is about to say something else; what it said is kept with the revision that said it.
        let fields = serde_json::to_string(&Fields::of(stored)?).map_err(Error::broken)?;
        let remember = Query::update()
            .table(revision::Entity)
            .value(revision::Column::Fields, fields)
            .and_where(Expr::col(revision::Column::ArticleId).eq(row.id))
            .and_where(Expr::col(revision::Column::Number).eq(row.revision))
            .and_where(Expr::col(revision::Column::Fields).is_null())
            .take();
        tx.execute(&remember).await?;
        Ok(FilterValues { channel: row.channel_id, source: row.source_id, ..values(&places) })
    }

    /// Adds where an article is listed and whom it names.
    fn list(&mut self, row: &article::Model, places: &Places, people: &[(Role, Uuid)]) {
        let keys = listing::keys(row, places);
        self.counts.add(&keys, 1);
        self.listing.extend(keys.iter().map(|key| listing_row::ActiveModel {
            key: Set(key.id),
            published_at: Set(row.published_at),
            article_id: Set(row.id),
            updated_at: Set(row.updated_at),
            first_published_at: Set(row.first_published_at),
        }));
        self.people.extend(people.iter().zip(0..).map(|((role, person), position)| article_person::ActiveModel {
            article_id: Set(row.id),
            position: Set(position),
            person_id: Set(*person),
            role: Set(role.word().to_owned()),
        }));
        self.tags.extend(places.tags.iter().zip(0..).map(|(tag, position)| article_tag::ActiveModel {
            article_id: Set(row.id),
            position: Set(position),
            tag_id: Set(*tag),
        }));
    }

    /// Puts an article's row in the place of the one it had, if any; a slug that it gives up goes on leading to it.
    async fn put(&mut self, tx: &Tx, row: article::Model, before: Before<'_>) -> Result<()> {
        let Some(former) = before.row() else {
            self.articles.push(article::ActiveModel::from(row).reset_all());
            return Ok(());
        };
        // The slug of one that was never published is not known to anybody.
        if former.slug != row.slug && former.revision > 0 {
            self.former_slugs.push((row.id, vec![former.slug.clone()]));
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
        let Self { articles, revisions, people, tags, listing, former_slugs, pictures, gone, counts } = self;
        tx.insert(articles).await?;
        tx.insert(revisions).await?;
        tx.insert(people).await?;
        tx.insert(tags).await?;
        tx.insert(listing).await?;
        for (id, shown) in pictures {
            uses::show(tx, id, uses::Place::Published, &shown).await?;
        }
        for id in gone {
            uses::hide(tx, id).await?;
        }
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
