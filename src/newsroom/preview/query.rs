//! Reading the key of preview links.

use dibao_entity::preview_key;
use sea_orm::{EntityTrait, QueryTrait};

use crate::kernel::error::Result;
use crate::store::Reads;

/// The secret of the key that signs preview links, if there is one yet.
pub(super) async fn secret(db: &impl Reads) -> Result<Option<String>> {
    let row: Option<preview_key::Model> = db.one(&preview_key::Entity::find().into_query()).await?;
    Ok(row.map(|row| row.secret))
}
