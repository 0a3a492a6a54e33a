//! What uses a thing, so that it cannot be deleted.

use super::query::{self, Used};
use super::thing::Edited;
use crate::kernel::error::{Code, Error, Result};
use crate::store::Tx;
use crate::web::problem::USES;

/// Refuses a thing that anything uses, saying by what, and how often.
pub(super) async fn unused<T: Edited>(tx: &Tx, thing: &T) -> Result<()> {
    let head = thing.head();
    let uses = query::uses(tx, T::KIND, head.id).await?;
    if uses.is_empty() {
        return Ok(());
    }
    let said: Vec<String> = uses.iter().map(counted).collect();
    let detail = format!("The {} “{}” is used by {}.", T::KIND.word(), head.name, said.join(" and "));
    let extra = [(USES.to_owned(), uses.iter().map(as_json).collect::<serde_json::Value>())].into_iter().collect();
    Err(Error::Refused { code: Code::InUse, detail: detail.into(), errors: Vec::new(), extra })
}

/// How often something uses it, in words.
fn counted(used: &Used) -> String {
    let word = used.kind.word();
    match used.count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    }
}

/// The same for programs.
fn as_json(used: &Used) -> serde_json::Value {
    let examples: Vec<_> = used
        .examples
        .iter()
        .map(|example| serde_json::json!({"id": example.id.to_string(), "name": example.name}))
        .collect();
    serde_json::json!({"kind": used.kind.word(), "count": used.count, "examples": examples})
}
