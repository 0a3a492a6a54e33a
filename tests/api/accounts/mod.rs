//! Signing in, accounts, tokens.

mod get_jwks;
mod get_me;
mod issue_token;
mod refresh_token;
mod revoke_token;
