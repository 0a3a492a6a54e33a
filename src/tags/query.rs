//! A tag as its editors have it, its row, and whose its code is.

use dibao_entity::tag;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use crate::kernel::error::{Code, Error, Result};
use crate::kernel::kind::Kind;
use crate::reference::edit::{Actions, Edited, Head, Values};
use crate::store::Reads;
use crate::web::problem::HOLDER;

/// The vocabulary of free words.
pub(super) const KEYWORD: &str = "keyword";

/// A tag as its editors have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedTag {
    /// What all named things have.
    pub head: Head,
    /// The vocabulary.
    pub scheme: String,
    /// Its code there.
    pub code: Option<String>,
}

impl Edited for EditedTag {
    const KIND: Kind = Kind::Tag;
    const MISSING: Code = Code::TagNotFound;
    const ACTIONS: Actions = Actions { create: "create_tag", update: "update_tag", delete: "delete_tag" };
    type Row = tag::Model;

    fn of_row(row: Self::Row) -> Self {
        let tag::Model {
            id,
            slug,
            name,
            name_key: _,
            article_count: _,
            created_at,
            updated_at,
            scheme,
            code,
            version,
            seq,
        } = row;
        Self { head: Head { id, slug, name, version, seq, created_at, updated_at }, scheme, code }
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn values(&self) -> Values {
        vec![("scheme", self.scheme.clone().into()), ("code", self.code.clone().into())]
    }

    /// Its vocabulary.
    fn within(&self) -> Values {
        vec![("scheme", self.scheme.clone().into())]
    }
}

/// Refuses a code that another tag of the vocabulary has.
pub(super) async fn own_code(db: &impl Reads, tag: &EditedTag) -> Result<()> {
    let Some(code) = tag.code.as_deref() else { return Ok(()) };
    let other = tag::Entity::find()
        .filter(tag::Column::Scheme.eq(tag.scheme.as_str()))
        .filter(tag::Column::Code.eq(code))
        .filter(tag::Column::Id.ne(tag.head.id));
    let Some(holder) = db.one::<tag::Model>(&other.into_query()).await? else { return Ok(()) };
    let held = serde_json::json!({
        "kind": Kind::Tag.word(), "id": holder.id.to_string(), "slug": holder.slug, "name": holder.name,
    });
    let detail = format!("The tag “{}” has the code `{code}` of this vocabulary.", holder.name);
    let extra = [(HOLDER.to_owned(), held)].into_iter().collect();
    Err(Error::Refused { code: Code::CodeTaken, detail: detail.into(), errors: Vec::new(), extra })
}

/// All tags of a vocabulary.
pub async fn of_scheme(db: &impl Reads, scheme: &str) -> Result<Vec<EditedTag>> {
    let rows = tag::Entity::find().filter(tag::Column::Scheme.eq(scheme));
    Ok(db.all::<tag::Model>(&rows.into_query()).await?.into_iter().map(EditedTag::of_row).collect())
}
