//! Articles (稿件): what one is, how readers find and read it, and how it gets into the database.

pub mod address;
mod ancestry_query;
pub mod article;
pub mod body;
mod corrections;
pub mod expand;
pub mod filter;
mod finished;
mod list_query;
pub mod listing;
pub mod manuscript;
mod name_map;
mod naming;
mod neighbours;
pub mod params;
pub mod pictures;
mod query;
mod read;
pub mod ready;
mod refer;
mod resolve;
mod row_query;
pub mod rules;
pub mod save;
mod tag_expression;
mod view;

pub use corrections::{Correction, CorrectionPage, list_article_corrections};
pub use expand::Expanders;
pub use finished::{finished, names};
pub use list_query::{
    Counted, Found, REACH, count as count_listed, page as list_page, page_statement, total as list_total,
};
pub use listing::direct_keys;
pub use neighbours::{Neighbours, Within, list_article_neighbours};
pub use query::{
    Headline, Stored, WITHDRAWN, With, by_ids, export_page, former_slugs, headlines, ids_by_external_ids,
    last_revisions, named_statement, published_count, source_overrides, stored, wrong_counts,
};
pub use read::{ArticlePath, get_article, gone, list_articles, published};
pub use ready::texts::{Lines, ShownTexts};
pub use ready::{Articles, Form, ListedArticle, Parts, ReadyArticle, ReadyArticles, Shown};
pub use resolve::{Resolved, resolve_path};
pub use view::{ArticlePage, ArticleSummary, ArticleView, BodyFormat, BodyView, Include, Included, IncludedInOne};
