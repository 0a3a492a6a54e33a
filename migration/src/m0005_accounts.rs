//! Who may do what in the newsroom: accounts, sessions, keys and tokens; what was done, and which requests were answered.

use sea_orm_migration::prelude::*;

use crate::names::{
    drop_all, id, index, number, optional_id, optional_number, optional_text, primary, refers, small, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        accounts(manager).await?;
        tokens(manager).await?;
        audit(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["account", "session", "refresh_token", "signing_key", "api_token", "audit", "answered_request"];
        drop_all(manager, &tables).await
    }
}

/// Accounts, their sessions, and what goes on with these.
async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account")
                .col(id("id"))
                .col(text("name"))
                .col(text("display_name"))
                .col(text("role"))
                .col(text("state"))
                .col(optional_text("password_hash"))
                .col(small("failed_sign_ins"))
                .col(optional_number("locked_until"))
                .col(number("tokens_valid_from"))
                .col(optional_number("last_signed_in_at"))
                .col(number("version"))
                .col(number("created_at"))
                .col(number("updated_at"))
                .primary_key(&mut primary("account_pkey", &["id"]))
                .take(),
        )
        .await?;
    manager.create_index(unique("account_name_key", "account", &["name"])).await?;
    manager
        .create_table(
            Table::create()
                .table("session")
                .col(id("id"))
                .col(id("account_id"))
                .col(number("created_at"))
                .col(number("expires_at"))
                .col(optional_number("ended_at"))
                .col(optional_text("ended_by"))
                .col(optional_text("address"))
                .primary_key(&mut primary("session_pkey", &["id"]))
                .foreign_key(&mut refers("session_account_fkey", ("session", "account_id"), "account"))
                .take(),
        )
        .await?;
    manager.create_index(index("session_account_idx", "session", &["account_id", "address", "created_at"])).await?;
    manager
        .create_table(
            Table::create()
                .table("refresh_token")
                .col(text("digest"))
                .col(id("session_id"))
                .col(number("created_at"))
                .col(number("expires_at"))
                .col(optional_number("used_at"))
                .primary_key(&mut primary("refresh_token_pkey", &["digest"]))
                .foreign_key(&mut refers("refresh_token_session_fkey", ("refresh_token", "session_id"), "session"))
                .take(),
        )
        .await?;
    manager.create_index(index("refresh_token_session_idx", "refresh_token", &["session_id"])).await
}

/// The keys of access tokens, and the tokens of machines and readers.
async fn tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("signing_key")
                .col(text("id"))
                .col(text("algorithm"))
                .col(text("private_key"))
                .col(text("public_key"))
                .col(number("created_at"))
                .col(number("signs_from"))
                .col(optional_number("signs_until"))
                .primary_key(&mut primary("signing_key_pkey", &["id"]))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("api_token")
                .col(id("id"))
                .col(text("name"))
                .col(text("role"))
                .col(text("scopes"))
                .col(text("prefix"))
                .col(text("digest"))
                .col(optional_id("created_by"))
                .col(number("created_at"))
                .col(optional_number("expires_at"))
                .col(optional_number("last_used_at"))
                .col(optional_number("revoked_at"))
                .primary_key(&mut primary("api_token_pkey", &["id"]))
                .take(),
        )
        .await?;
    manager.create_index(unique("api_token_digest_key", "api_token", &["digest"])).await
}

/// What was done, and which requests were answered.
async fn audit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("audit")
                .col(number("position"))
                .col(number("at"))
                .col(text("actor_kind"))
                .col(optional_id("actor_id"))
                .col(text("actor_name"))
                .col(text("action"))
                .col(optional_text("subject_kind"))
                .col(optional_id("subject_id"))
                .col(optional_text("subject_name"))
                .col(optional_text("address"))
                .col(optional_text("request_id"))
                .col(optional_text("detail"))
                .primary_key(&mut primary("audit_pkey", &["position"]))
                .take(),
        )
        .await?;
    manager.create_index(index("audit_actor_idx", "audit", &["actor_id", "position"])).await?;
    manager.create_index(index("audit_action_idx", "audit", &["action", "position"])).await?;
    manager.create_index(index("audit_subject_idx", "audit", &["subject_id", "position"])).await?;
    manager.create_index(index("audit_at_idx", "audit", &["at", "position"])).await?;
    manager
        .create_table(
            Table::create()
                .table("answered_request")
                .col(id("actor_id"))
                .col(text("key"))
                .col(text("operation"))
                .col(text("digest"))
                .col(small("status"))
                .col(text("headers"))
                .col(text("body"))
                .col(number("created_at"))
                .primary_key(&mut primary("answered_request_pkey", &["actor_id", "key"]))
                .take(),
        )
        .await?;
    manager.create_index(index("answered_request_created_idx", "answered_request", &["created_at"])).await
}
