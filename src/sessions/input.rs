//! What callers send to sign in, go on and sign out.

use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Password;
use crate::web::body::Object;

/// Longest name or token that is looked at, in characters.
const MAX_NAME: usize = 64;
const MAX_TOKEN: usize = 4_096;

/// Name and password.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInInput {
    /// The name to sign in with; capitals do not matter.
    #[schema(min_length = 1, max_length = 64, pattern = "one-line", example = "wang.xi")]
    pub name: String,
    /// The password, letter by letter.
    #[schema(min_length = 1, max_length = 200, format = Password, pattern = "secret", example = "桥头第三盏灯 1987")]
    pub password: String,
}

/// A refresh token.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshInput {
    /// The refresh token that was issued last in this session.
    #[schema(min_length = 1, max_length = 4096, pattern = "secret", example = "dibao_rt_0f…")]
    pub refresh_token: String,
}

/// A token that is to be revoked.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeInput {
    /// A refresh token or an access token: its session ends. Or a token of a machine or a reader: it is revoked.
    #[schema(min_length = 1, max_length = 4096, pattern = "secret", example = "dibao_rt_0f…")]
    pub token: String,
}

/// Reads name and password.
pub(super) fn sign_in(object: &Object) -> Option<(String, Password)> {
    let name = object.text("name", 1..=MAX_NAME);
    let password = object.exact_text("password", 1..=200);
    Some((name?.to_ascii_lowercase(), Password::tried(&password?)))
}

/// Reads a token.
pub(super) fn token(object: &Object, name: &'static str) -> Option<String> {
    object.exact_text(name, 1..=MAX_TOKEN)
}
