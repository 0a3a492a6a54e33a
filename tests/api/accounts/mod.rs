//! Signing in, accounts, tokens, the audit.

mod access_tokens;
mod command_line;
mod create_account;
mod create_api_token;
mod get_account;
mod get_api_token;
mod get_jwks;
mod get_me;
mod issue_token;
mod list_accounts;
mod list_api_tokens;
mod list_audit;
mod permissions;
mod reader_access;
mod refresh_token;
mod replace_account_password;
mod replace_own_password;
mod revoke_api_token;
mod revoke_token;
mod unknown_members;
mod update_account;
