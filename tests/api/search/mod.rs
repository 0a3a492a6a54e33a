//! Finding articles.

mod index;
mod recall;
mod search_articles;
mod suggest;
