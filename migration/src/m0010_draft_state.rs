//! What an article is to readers, beside its draft, so that lists of drafts seek by it.

use sea_orm_migration::prelude::*;

use crate::names::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("state").text().not_null().default("draft").take();
        manager.alter_table(Table::alter().table("draft").add_column(column).take()).await?;
        let of_article = Query::select()
            .column("state")
            .from("article")
            .and_where(Expr::col(("article", "id")).equals(("draft", "article_id")))
            .take();
        let fill =
            Query::update().table("draft").value("state", Expr::SubQuery(None, Box::new(of_article.into()))).take();
        manager.execute(fill).await?;
        manager.create_index(index("draft_state_idx", "draft", &["state", "edited_at", "article_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("draft_state_idx").table("draft").to_owned()).await?;
        manager.alter_table(Table::alter().table("draft").drop_column("state").take()).await
    }
}
