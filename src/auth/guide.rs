//! What the document says of tokens and permissions, made from the table that is enforced.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi};

use super::permission::Permission;
use super::role::Role;

/// The name of the scheme that the newsroom's operations ask for.
pub const ACCOUNT: &str = "account";
/// The name of the scheme by which readers show a key.
pub const READER_KEY: &str = "reader_key";

/// Adds the ways to make oneself known.
pub fn secure(document: &mut OpenApi) {
    let account = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some(account_described()))
        .build();
    let key = ApiKeyValue::with_description("X-Api-Key", READER_KEY_DESCRIBED);
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme(ACCOUNT, SecurityScheme::Http(account));
    components.add_security_scheme(READER_KEY, SecurityScheme::ApiKey(ApiKey::Header(key)));
}

/// What a reader's key is for.
const READER_KEY_DESCRIBED: &str = "A reader's key or a token with the permission `read_articles`, here or as `Authorization: \
                                    Bearer`. It is needed where the site is not open to everybody.";

/// What an access token is, and the table of roles and permissions.
fn account_described() -> String {
    let mut text = String::from(
        "`Authorization: Bearer` with an access token of `issue_token` or `refresh_token`, or with a token of a machine. Each \
         operation names the permission that it needs. A token of a machine has those of its role that its scopes name.\n\n\
         | permission | what it allows |",
    );
    Role::ALL.iter().for_each(|role| text.push_str(&format!(" {} |", role.word())));
    text.push_str("\n| --- | --- |");
    Role::ALL.iter().for_each(|_| text.push_str(" --- |"));
    for permission in Permission::ALL {
        text.push_str(&format!("\n| `{}` | {} |", permission.word(), permission.meaning()));
        for role in Role::ALL {
            text.push_str(if permission.roles().contains(&role) { " yes |" } else { " |" });
        }
    }
    text
}
