mod create_article;
mod delete_article;
mod get_editorial_article;
mod get_revision;
mod list_revisions;
mod once;
mod restore_revision;
mod update_article;
