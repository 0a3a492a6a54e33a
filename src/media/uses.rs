//! Which articles show which pictures: a picture that one shows cannot be deleted.

use uuid::Uuid;

use super::{query, save};
use crate::kernel::error::{Error, FieldCode, FieldError, Place as At, Result};
use crate::store::Tx;

/// Where in an article a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In its latest revision.
    Draft,
    /// In what readers see, or saw last.
    Published,
}

impl Place {
    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

/// Says which pictures an article shows at a place from now on. Refuses one that is not there, or not any more.
pub async fn show(tx: &Tx, article: Uuid, place: Place, ids: &[Uuid]) -> Result<()> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let known = query::by_ids(tx, &ids).await?;
    let missing: Vec<FieldError> = ids.iter().filter(|id| !known.contains_key(*id)).map(|id| missing(*id)).collect();
    if !missing.is_empty() {
        return Err(Error::content(missing));
    }
    save::replace_uses(tx, article, place.word(), &ids).await
}

/// Says that an article shows no pictures any more: it is deleted, or gone for good.
pub async fn hide(tx: &Tx, article: Uuid) -> Result<()> {
    save::forget_uses(tx, article).await
}

/// The refusal of an article that names a picture that is not there.
#[must_use]
pub fn missing(id: Uuid) -> FieldError {
    let detail = format!("No uploaded picture has the id `{id}`; `list_media` lists them.");
    FieldError { place: At::Pointer("/media".to_owned()), code: FieldCode::NotFound, detail }
}
