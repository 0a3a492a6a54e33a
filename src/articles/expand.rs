//! What stands above articles may add to one: it is handed in at the start, so that articles know nothing of it.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::Value;
use uuid::Uuid;

use crate::kernel::error::Result;

/// Makes the list of articles related to one.
type MakeRelated = dyn Fn(Uuid) -> BoxFuture<'static, Result<Value>> + Send + Sync;

/// What is added to an article when its reader asks for it. Cheap to clone.
#[derive(Clone)]
pub struct Expanders {
    related: Arc<MakeRelated>,
}

impl fmt::Debug for Expanders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Expanders").finish_non_exhaustive()
    }
}

impl Expanders {
    /// With what makes the items of `related`, as JSON.
    pub fn new(related: impl Fn(Uuid) -> BoxFuture<'static, Result<Value>> + Send + Sync + 'static) -> Self {
        Self { related: Arc::new(related) }
    }

    /// The articles related to one.
    pub async fn related(&self, article: Uuid) -> Result<Value> {
        (self.related)(article).await
    }
}
