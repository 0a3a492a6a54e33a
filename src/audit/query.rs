//! Reading the audit.

use dibao_entity::audit;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::store::keyset::Keyset;
use crate::store::{ReadDb, Reads};

/// Which lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Of this account or token.
    pub(super) actor: Option<Uuid>,
    /// Of one of these actions.
    pub(super) actions: Vec<String>,
    /// About something of this kind.
    pub(super) subject_kind: Option<String>,
    /// About this thing.
    pub(super) subject: Option<Uuid>,
    /// From this time on, in milliseconds since 1970.
    pub(super) from: Option<i64>,
    /// Before this time.
    pub(super) to: Option<i64>,
}

impl Filter {
    /// The lines that it lets through.
    fn select(&self) -> Select<audit::Entity> {
        let Self { actor, actions, subject_kind, subject, from, to } = self;
        let mut query = audit::Entity::find();
        if let Some(actor) = actor {
            query = query.filter(audit::Column::ActorId.eq(*actor));
        }
        if !actions.is_empty() {
            query = query.filter(audit::Column::Action.is_in(actions.iter().map(String::as_str)));
        }
        if let Some(kind) = subject_kind {
            query = query.filter(audit::Column::SubjectKind.eq(kind.as_str()));
        }
        if let Some(subject) = subject {
            query = query.filter(audit::Column::SubjectId.eq(*subject));
        }
        if let Some(from) = from {
            query = query.filter(audit::Column::At.gte(*from));
        }
        if let Some(to) = to {
            query = query.filter(audit::Column::At.lt(*to));
        }
        query
    }
}

/// A page of the audit, the newest line first, in the order in which it is read.
pub(super) async fn page(db: &ReadDb, filter: &Filter, keyset: &Keyset<i64>) -> Result<Vec<audit::Model>> {
    let order = keyset.reading_order(Order::Desc);
    let mut query = filter.select().order_by(audit::Column::Position, order.clone()).limit(keyset.rows());
    if let Some(position) = keyset.position() {
        query = match order {
            Order::Asc => query.filter(audit::Column::Position.gt(*position)),
            _ => query.filter(audit::Column::Position.lt(*position)),
        };
    }
    db.all(&query.into_query()).await
}

/// How many lines there are, counted up to one beyond a cap.
pub(super) async fn count(db: &ReadDb, filter: &Filter, cap: i64) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Counted {
        count: i64,
    }
    let lines = filter.select().select_only().column(audit::Column::Position);
    let lines = lines.limit(u64::try_from(cap).unwrap_or(0) + 1).into_query();
    let query =
        Query::select().expr_as(Expr::cust("*").count(), "count").from_subquery(lines, Alias::new("lines")).take();
    let counted: Option<Counted> = db.one(&query).await?;
    Ok(counted.map_or(0, |counted| counted.count))
}
