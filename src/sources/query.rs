//! A source as its editors have it, and its row.

use dibao_entity::source;
use uuid::Uuid;

use crate::catalog::SourceKind;
use crate::catalog::sourcing::{self, Period};
use crate::kernel::error::{Code, Result};
use crate::kernel::kind::Kind;
use crate::reference::edit::{self, Actions, Edited, Head, Values};
use crate::store::Reads;
use crate::web::Ask;

/// A source as its editors have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedSource {
    /// What all named things have.
    pub head: Head,
    /// The medium, for an edition.
    pub parent: Option<Uuid>,
    /// What kind of medium it is.
    pub kind: Option<SourceKind>,
    /// Its other names, in order.
    pub aliases: Vec<String>,
    /// What lists say of it, oldest first.
    pub periods: Vec<Period>,
}

impl Edited for EditedSource {
    const KIND: Kind = Kind::Source;
    const MISSING: Code = Code::SourceNotFound;
    const ACTIONS: Actions = Actions { create: "create_source", update: "update_source", delete: "delete_source" };
    type Row = source::Model;

    /// Its row alone: what stands beside it is read by `find`.
    fn of_row(row: Self::Row) -> Self {
        let source::Model {
            id,
            slug,
            name,
            name_key: _,
            article_count: _,
            created_at,
            updated_at,
            parent_id,
            version,
            seq,
            kind,
        } = row;
        Self {
            head: Head { id, slug, name, version, seq, created_at, updated_at },
            parent: parent_id,
            kind: kind.as_deref().and_then(SourceKind::parse),
            aliases: Vec::new(),
            periods: Vec::new(),
        }
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn values(&self) -> Values {
        let kind = self.kind.map(|kind| kind.word().to_owned());
        vec![("parent_id", self.parent.into()), ("kind", kind.into())]
    }

    fn beside(&self) -> Values {
        vec![
            ("aliases", format!("{:?}", self.aliases).into()),
            ("authorisations", format!("{:?}", self.periods).into()),
        ]
    }

    /// Names are distinct among media, and among the editions of one.
    fn within(&self) -> Values {
        vec![("parent_id", self.parent.into())]
    }
}

/// The source of a slug, a former slug or an id, whole; or none.
pub async fn find(db: &impl Reads, name: &str) -> Result<Option<EditedSource>> {
    let Some(mut source) = edit::find::<EditedSource>(db, name).await? else { return Ok(None) };
    (source.aliases, source.periods) = sourcing::query::of_source(db, source.head.id).await?;
    Ok(Some(source))
}

/// The same, refused where there is none.
pub async fn found(db: &impl Reads, name: &str) -> Result<EditedSource> {
    find(db, name).await?.ok_or_else(|| Ask::missing(Code::SourceNotFound, name))
}
