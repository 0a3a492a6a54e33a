//! What stands above articles may add to one: it is handed in at the start, so that articles know nothing of it.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::Value;
use uuid::Uuid;

use super::filter::Filter;
use crate::kernel::error::Result;

/// Finds the published articles of collections.
type Gather = dyn Fn(Vec<Uuid>) -> BoxFuture<'static, Result<Vec<Uuid>>> + Send + Sync;
/// Makes the list of articles related to one.
type MakeRelated = dyn Fn(Uuid) -> BoxFuture<'static, Result<Value>> + Send + Sync;

/// What is added to articles when their readers ask for it. Cheap to clone.
#[derive(Clone)]
pub struct Expanders {
    related: Arc<MakeRelated>,
    gather: Arc<Gather>,
}

impl fmt::Debug for Expanders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Expanders").finish_non_exhaustive()
    }
}

impl Expanders {
    /// With what makes the items of `related`, as JSON, and what finds the published articles of collections.
    pub fn new(
        related: impl Fn(Uuid) -> BoxFuture<'static, Result<Value>> + Send + Sync + 'static,
        gather: impl Fn(Vec<Uuid>) -> BoxFuture<'static, Result<Vec<Uuid>>> + Send + Sync + 'static,
    ) -> Self {
        Self { related: Arc::new(related), gather: Arc::new(gather) }
    }

    /// Completes a filter that asks for collections: until then it finds nothing.
    pub async fn gather(&self, filter: &mut Filter) -> Result<()> {
        if let Some(gathering) = &mut filter.gathering {
            gathering.articles = (self.gather)(gathering.collections.clone()).await?;
        }
        Ok(())
    }

    /// The articles related to one.
    pub async fn related(&self, article: Uuid) -> Result<Value> {
        (self.related)(article).await
    }
}
