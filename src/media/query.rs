//! Reading uploaded pictures and where they are shown.

use std::collections::HashMap;

use dibao_entity::{article, collection, collection_item, draft, media, media_use};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::format::Format;
use super::picture::{Picture, Said};
use super::storage::Contents;
use crate::kernel::error::{Error, Result};
use crate::store::keyset::Keyset;
use crate::store::{ReadDb, Reads, Tx};

/// The status of collections that readers do not see.
const HIDDEN: &str = "hidden";
/// Most articles that are named as showing a picture.
const NAMED: u64 = 5;

/// Whether there is any picture.
pub(super) async fn contents(db: &impl Reads) -> Result<Contents> {
    let query = media::Entity::find().limit(1).into_query();
    Ok(match db.one::<media::Model>(&query).await? {
        Some(_) => Contents::Pictures,
        None => Contents::Empty,
    })
}

impl TryFrom<media::Model> for Picture {
    type Error = Error;

    fn try_from(row: media::Model) -> Result<Self> {
        let media::Model {
            id,
            digest,
            upload_digest,
            mime_type,
            byte_size,
            width,
            height,
            is_animated,
            dominant_color,
            file_name,
            alt,
            caption,
            credit,
            focal_x,
            focal_y,
            uploaded_by,
            uploaded_by_name,
            version,
            created_at,
            updated_at,
        } = row;
        let format =
            Format::of_mime_type(&mime_type).ok_or_else(|| Error::broken(format!("no picture is {mime_type}")))?;
        Ok(Self {
            id,
            digest,
            upload_digest,
            format,
            byte_size,
            width: width.unsigned_abs(),
            height: height.unsigned_abs(),
            is_animated,
            dominant_color,
            file_name,
            said: Said { alt, caption, credit, focal: focal_x.zip(focal_y) },
            uploaded_by,
            uploaded_by_name,
            version,
            created_at,
            updated_at,
        })
    }
}

/// The picture of that id.
pub async fn by_id(db: &impl Reads, id: Uuid) -> Result<Option<Picture>> {
    let row: Option<media::Model> = db.one(&media::Entity::find_by_id(id).into_query()).await?;
    row.map(Picture::try_from).transpose()
}

/// The picture whose kept bytes have a digest.
pub async fn by_digest(db: &impl Reads, digest: &str) -> Result<Option<Picture>> {
    let query = media::Entity::find().filter(media::Column::Digest.eq(digest)).into_query();
    let row: Option<media::Model> = db.one(&query).await?;
    row.map(Picture::try_from).transpose()
}

/// A picture whose uploaded bytes had a digest.
pub(super) async fn by_upload(db: &impl Reads, digest: &str) -> Result<Option<Picture>> {
    let query = media::Entity::find()
        .filter(media::Column::UploadDigest.eq(digest))
        .order_by_asc(media::Column::Id)
        .limit(1)
        .into_query();
    let row: Option<media::Model> = db.one(&query).await?;
    row.map(Picture::try_from).transpose()
}

/// Those of these pictures that there are, in one statement.
pub async fn by_ids(db: &impl Reads, ids: &[Uuid]) -> Result<HashMap<Uuid, Picture>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = media::Entity::find().filter(media::Column::Id.is_in(ids.iter().copied())).into_query();
    let rows: Vec<media::Model> = db.all(&query).await?;
    rows.into_iter().map(|row| Ok((row.id, Picture::try_from(row)?))).collect()
}

/// Pictures after an id, in the order of ids, for going through all of them.
pub async fn export_page(db: &ReadDb, after: Option<Uuid>, limit: u64) -> Result<Vec<Picture>> {
    let mut query = media::Entity::find();
    if let Some(after) = after {
        query = query.filter(media::Column::Id.gt(after));
    }
    let rows: Vec<media::Model> = db.all(&query.order_by_asc(media::Column::Id).limit(limit).into_query()).await?;
    rows.into_iter().map(Picture::try_from).collect()
}

/// Which pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Uploaded by this account or token.
    pub(super) uploader: Option<Uuid>,
    /// Of this format.
    pub(super) format: Option<Format>,
}

impl Filter {
    /// The pictures that it lets through.
    fn select(&self) -> Select<media::Entity> {
        let Self { uploader, format } = self;
        let mut query = media::Entity::find();
        if let Some(uploader) = uploader {
            query = query.filter(media::Column::UploadedBy.eq(*uploader));
        }
        if let Some(format) = format {
            query = query.filter(media::Column::MimeType.eq(format.mime_type()));
        }
        query
    }
}

/// A page of pictures, the newest first, in the order in which it is read.
pub(super) async fn page(db: &ReadDb, filter: &Filter, keyset: &Keyset<Uuid>) -> Result<Vec<Picture>> {
    let order = keyset.reading_order(Order::Desc);
    let mut query = filter.select().order_by(media::Column::Id, order.clone()).limit(keyset.rows());
    if let Some(id) = keyset.position() {
        query = match order {
            Order::Asc => query.filter(media::Column::Id.gt(*id)),
            _ => query.filter(media::Column::Id.lt(*id)),
        };
    }
    let rows: Vec<media::Model> = db.all(&query.into_query()).await?;
    rows.into_iter().map(Picture::try_from).collect()
}

/// How many there are, counted up to one beyond a cap.
pub(super) async fn count(db: &ReadDb, filter: &Filter, cap: i64) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Counted {
        count: i64,
    }
    let rows = filter.select().select_only().column(media::Column::Id);
    let rows = rows.limit(u64::try_from(cap).unwrap_or(0) + 1).into_query();
    let query =
        Query::select().expr_as(Expr::cust("*").count(), "count").from_subquery(rows, Alias::new("rows")).take();
    let counted: Option<Counted> = db.one(&query).await?;
    Ok(counted.map_or(0, |counted| counted.count))
}

/// An article that shows a picture.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Showing {
    /// Its id.
    pub(super) id: Uuid,
    /// Its title as it is before readers, or as it was begun.
    pub(super) title: String,
}

/// Up to five of the articles that show a picture.
pub(super) async fn showing(tx: &Tx, id: Uuid) -> Result<Vec<Showing>> {
    let shows = Query::select()
        .column(media_use::Column::ArticleId)
        .from(media_use::Entity)
        .and_where(media_use::Column::MediaId.eq(id))
        .take();
    let query = Query::select()
        .column((article::Entity, article::Column::Id))
        .expr_as(
            Expr::col((draft::Entity, draft::Column::Title))
                .if_null(Expr::col((article::Entity, article::Column::Title))),
            "title",
        )
        .from(article::Entity)
        .left_join(
            draft::Entity,
            Expr::col((draft::Entity, draft::Column::ArticleId)).equals((article::Entity, article::Column::Id)),
        )
        .and_where(Expr::col((article::Entity, article::Column::Id)).in_subquery(shows))
        .order_by((article::Entity, article::Column::Id), Order::Desc)
        .limit(NAMED)
        .take();
    tx.all(&query).await
}

/// A collection in which an article has a picture as its cover.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Arranging {
    /// Its id.
    pub(super) id: Uuid,
    /// Its name.
    pub(super) name: String,
    /// Who sees it.
    pub(super) status: String,
}

/// The collections in which a picture is a cover, of which there are few.
pub(super) async fn arranging(tx: &Tx, id: Uuid) -> Result<Vec<Arranging>> {
    // As covers are written down; no id is part of another.
    let names_it = Expr::col(collection_item::Column::Cover).like(format!("%\"id\":\"{id}\"%"));
    let of_items = Query::select()
        .column(collection_item::Column::CollectionId)
        .from(collection_item::Entity)
        .and_where(names_it)
        .take();
    let query = Query::select()
        .columns([collection::Column::Id, collection::Column::Name, collection::Column::Status])
        .from(collection::Entity)
        .and_where(Expr::col(collection::Column::Id).in_subquery(of_items))
        .order_by(collection::Column::Id, Order::Desc)
        .take();
    tx.all(&query).await
}

/// Whether readers see a picture in an article or in a collection.
pub(super) async fn is_before_readers(tx: &Tx, id: Uuid) -> Result<bool> {
    let query = media_use::Entity::find()
        .filter(media_use::Column::MediaId.eq(id))
        .filter(media_use::Column::Place.eq(super::uses::Place::Published.word()))
        .limit(1)
        .into_query();
    let used: Option<media_use::Model> = tx.one(&query).await?;
    Ok(used.is_some() || arranging(tx, id).await?.iter().any(|collection| collection.status != HIDDEN))
}
