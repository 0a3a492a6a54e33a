//! Articles.

mod days;
mod get_article;
mod languages;
mod list_article_corrections;
mod list_article_neighbours;
mod list_articles;
mod resolve_path;
