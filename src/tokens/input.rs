//! What administrators send to make a token.

use serde::Serialize;
use utoipa::ToSchema;

use super::NewToken;
use crate::auth::{Permission, Role};
use crate::kernel::error::{FieldCode, nearest};
use crate::web::body::Object;
use crate::web::query::shown;

/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// Most scopes.
const MAX_SCOPES: usize = 50;

/// A new token of a machine or key of a reader.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiTokenInput {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100, pattern = "trimmed-line", example = "手机客户端")]
    pub name: String,
    /// The role; `reader` makes a reader's key.
    #[schema(example = "reader")]
    pub role: Role,
    /// The permissions of the role that it is limited to, by their words; all of them when left out or empty.
    #[schema(value_type = Option<Vec<PermissionWord>>, max_items = 50, example = json!(["read_articles"]))]
    pub scopes: Option<Vec<String>>,
    /// After how many days it ends, 1 to 3650; never when left out.
    #[schema(minimum = 1, maximum = 3650, example = 365)]
    pub expires_in_days: Option<i64>,
}

/// The word of a permission.
#[derive(Clone, Copy, Debug)]
pub struct PermissionWord;

impl utoipa::PartialSchema for PermissionWord {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let words = Permission::ALL.iter().map(|permission| permission.word());
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("A permission of the table of roles."))
            .enum_values(Some(words))
            .into()
    }
}

impl utoipa::ToSchema for PermissionWord {}

/// Reads a new token.
pub(super) fn new_token(object: &Object) -> Option<NewToken> {
    let name = object.text("name", 1..=MAX_NAME).and_then(|_| object.line("name", 1..=MAX_NAME));
    let role = object.word("role", &Role::ALL.map(|role| (role.word(), role)));
    let mut scopes = Vec::new();
    for (at, word) in object.texts("scopes", MAX_SCOPES).iter().enumerate() {
        match Permission::parse(word) {
            Some(scope) if scopes.contains(&scope) => {}
            Some(scope) => scopes.push(scope),
            None => {
                let near = nearest(word, Permission::ALL.iter().map(|permission| permission.word()));
                let hint = near.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
                let detail = format!("`{}` is no permission.{hint}", shown(word));
                object.refuse_item("scopes", at, FieldCode::NotAllowed, detail);
            }
        }
    }
    let expires_in_days = object.number("expires_in_days", 1..=3_650);
    Some(NewToken { name: name?, role: role?, scopes, expires_in_days })
}
