//! Articles.

mod get_article;
mod list_article_corrections;
mod list_article_neighbours;
mod list_articles;
mod resolve_path;
