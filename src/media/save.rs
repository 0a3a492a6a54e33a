//! Keeping what is known of pictures, and which articles show them.

use dibao_entity::{media, media_use};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::picture::{Picture, Said};
use crate::kernel::error::Result;
use crate::store::Tx;

/// Adds a picture.
pub(super) async fn insert(tx: &Tx, picture: &Picture) -> Result<()> {
    let Picture {
        id,
        digest,
        upload_digest,
        format,
        byte_size,
        width,
        height,
        is_animated,
        dominant_color,
        file_name,
        said: Said { alt, caption, credit, focal },
        uploaded_by,
        uploaded_by_name,
        version,
        created_at,
        updated_at,
    } = picture.clone();
    tx.insert(vec![media::ActiveModel {
        id: Set(id),
        digest: Set(digest),
        upload_digest: Set(upload_digest),
        mime_type: Set(format.mime_type().to_owned()),
        byte_size: Set(byte_size),
        width: Set(i32::try_from(width).unwrap_or(i32::MAX)),
        height: Set(i32::try_from(height).unwrap_or(i32::MAX)),
        is_animated: Set(is_animated),
        dominant_color: Set(dominant_color),
        file_name: Set(file_name),
        alt: Set(alt),
        caption: Set(caption),
        credit: Set(credit),
        focal_x: Set(focal.map(|(x, _)| x)),
        focal_y: Set(focal.map(|(_, y)| y)),
        uploaded_by: Set(uploaded_by),
        uploaded_by_name: Set(uploaded_by_name),
        version: Set(version),
        created_at: Set(created_at),
        updated_at: Set(updated_at),
    }])
    .await
}

/// Keeps what is said of a picture now; it gets the next version.
pub(super) async fn say(tx: &Tx, picture: &Picture) -> Result<()> {
    let Said { alt, caption, credit, focal } = picture.said.clone();
    let mut update = Query::update();
    update
        .table(media::Entity)
        .value(media::Column::Alt, alt)
        .value(media::Column::Caption, caption)
        .value(media::Column::Credit, credit)
        .value(media::Column::FocalX, focal.map(|(x, _)| x))
        .value(media::Column::FocalY, focal.map(|(_, y)| y))
        .value(media::Column::Version, picture.version + 1)
        .value(media::Column::UpdatedAt, tx.now().timestamp_millis())
        .and_where(Expr::col(media::Column::Id).eq(picture.id));
    tx.execute(&update).await
}

/// Takes a picture out of the database.
pub(super) async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    tx.execute(&media::Entity::delete_many().filter(media::Column::Id.eq(id)).into_query()).await
}

/// Says which pictures an article shows at a place, instead of what was said before.
pub(super) async fn replace_uses(tx: &Tx, article: Uuid, place: &'static str, ids: &[Uuid]) -> Result<()> {
    let former = media_use::Entity::delete_many()
        .filter(media_use::Column::ArticleId.eq(article))
        .filter(media_use::Column::Place.eq(place))
        .into_query();
    tx.execute(&former).await?;
    let used = ids.iter().map(|id| media_use::ActiveModel {
        article_id: Set(article),
        place: Set(place.to_owned()),
        media_id: Set(*id),
    });
    tx.insert(used.collect()).await
}

/// Says that an article shows no pictures any more.
pub(super) async fn forget_uses(tx: &Tx, article: Uuid) -> Result<()> {
    tx.execute(&media_use::Entity::delete_many().filter(media_use::Column::ArticleId.eq(article)).into_query()).await
}
