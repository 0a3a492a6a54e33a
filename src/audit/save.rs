//! Adding a line to the audit.

use dibao_entity::audit;
use sea_orm::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::auth::Actor;
use crate::kernel::error::Result;
use crate::store::{Reads, Tx};

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its kind, by its word: `article`, `account`, `token`, `key`.
    pub kind: &'static str,
    /// Which one.
    pub id: Uuid,
    /// Its name or title now.
    pub name: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The operation id, or a word of the command line.
    pub action: &'static str,
    /// What it was done to.
    pub subject: Option<Subject>,
    /// What else there is to say. Never a secret: no password, no token, no key, no text of a draft.
    pub detail: Map<String, Value>,
}

impl Entry {
    /// Something that was done to something.
    #[must_use]
    pub fn on(action: &'static str, kind: &'static str, id: Uuid, name: impl Into<String>) -> Self {
        Self { action, subject: Some(Subject { kind, id, name: name.into() }), detail: Map::new() }
    }

    /// The same with one more thing to say.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// Adds a line to the audit, in the transaction of what it tells of: either both are there, or neither is.
pub async fn record(tx: &Tx, by: &Actor, entry: Entry) -> Result<()> {
    #[derive(sea_orm::FromQueryResult)]
    struct Last {
        position: Option<i64>,
    }
    let Entry { action, subject, detail } = entry;
    let last = Query::select().expr_as(Expr::col(audit::Column::Position).max(), "position").from(audit::Entity).take();
    let last: Option<Last> = tx.one(&last).await?;
    let (kind, id, name) = match subject {
        Some(Subject { kind, id, name }) => (Some(kind.to_owned()), Some(id), Some(name)),
        None => (None, None, None),
    };
    tx.insert(vec![audit::ActiveModel {
        position: Set(last.and_then(|last| last.position).unwrap_or(0) + 1),
        at: Set(tx.now().timestamp_millis()),
        actor_kind: Set(by.via.word().to_owned()),
        actor_id: Set(by.known_id()),
        actor_name: Set(by.name.clone()),
        action: Set(action.to_owned()),
        subject_kind: Set(kind),
        subject_id: Set(id),
        subject_name: Set(name),
        address: Set(by.address.map(|address| address.to_string())),
        request_id: Set(by.request_id.clone()),
        detail: Set((!detail.is_empty()).then(|| Value::Object(detail).to_string())),
    }])
    .await
}
