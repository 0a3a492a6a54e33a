//! Every route of the service, and the OpenAPI document that is made from them.

use actix_web::App;
use utoipa::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};

use crate::auth::guide;
use crate::web::document::Document;
use crate::web::{forms, problem::Problem};
use crate::{
    accounts, articles, audit, changes, channels, collections, columns, import, media, merging, newsroom, ops, people,
    related, search, sessions, site, sources, tags, tokens,
};

/// What the document says of the service as a whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "dibao 邸报",
        description = include_str!("../web/guide.md"),
        contact(name = "Whoever runs this service"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "site", description = "The site itself."),
        (name = "articles", description = "Articles (稿件): lists, single ones, their neighbours, and old addresses."),
        (name = "channels", description = "Channels (频道): the tree of places on the site."),
        (name = "columns", description = "Columns (专栏): running series."),
        (name = "sources", description = "Sources (来源): media and their editions."),
        (name = "people", description = "People (编辑、作者、记者): who is named on articles."),
        (name = "tags", description = "Tags (标签): keywords and coded subjects."),
        (name = "collections", description = "Collections (专题、推荐位): articles put together by hand."),
        (name = "related", description = "Related news (相关新闻): what to show beside an article or a text."),
        (name = "search", description = "Search (检索): finding articles by what they say."),
        (name = "changes", description = "The change log (变更): everything that readers can notice, in order."),
        (name = "accounts", description = "Accounts (账号): signing in to the newsroom, who may, and what tokens allow."),
        (name = "newsroom", description = "The newsroom (编辑部): articles on their way to readers, their review, and their publication."),
        (name = "reference", description = "Reference data (基础数据): editing what articles refer to."),
        (name = "media", description = "Media (媒体): uploaded pictures, what they show, and the sizes in which they can be had."),
        (name = "operations", description = "Health, version, this document."),
    ),
    servers((url = "/", description = "This service.")),
    components(schemas(
        Problem,
        audit::ActionWord,
        audit::SubjectWord,
        collections::Status,
        collections::CollectionStatus,
        forms::Address,
        forms::CursorText,
        forms::ExternalId,
        forms::Id,
        forms::LanguageTag,
        forms::Moment,
        forms::NameOrId,
        forms::SchemeName,
        forms::TagFilter,
        forms::Time,
        forms::Title,
        newsroom::ThingAnswered,
        newsroom::listing::ArticleState,
        newsroom::listing::ScheduleState,
        newsroom::listing::AuthorFilter,
        articles::BodyFormat,
        articles::Included,
        articles::IncludedInOne,
        articles::Within,
        articles::filter::DateField,
        articles::filter::Sort,
        articles::listing::Property,
        search::Facet,
        search::Suggested,
        search::Order,
        ops::AbilityName,
    )),
)]
struct Base;

/// Every route of the service, each with its part of the document.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            scope::scope("/v1")
                .configure(editorial)
                .service(site::get_site)
                .service(channels::list_channels)
                .service(channels::get_channel)
                .service(columns::list_columns)
                .service(columns::get_column)
                .service(sources::list_sources)
                .service(sources::get_source)
                .service(people::list_people)
                .service(people::get_person)
                .service(tags::list_tags)
                .service(tags::get_tag)
                .service(tags::list_tag_schemes)
                .service(articles::list_articles)
                .service(articles::list_article_neighbours)
                .service(articles::get_article)
                .service(articles::list_article_corrections)
                .service(articles::resolve_path)
                .service(collections::list_collections)
                .service(collections::get_collection)
                .service(newsroom::preview::get_preview)
                .service(related::list_related_articles)
                .service(related::relate_text)
                .service(search::search_articles)
                .service(search::suggest)
                .service(changes::list_changes)
                .service(ops::get_problem),
        )
        .service(media::get_media_file)
        .service(sessions::get_jwks)
        .service(ops::check_live)
        .service(ops::check_ready)
        .service(ops::get_version)
        .service(ops::get_openapi)
        .service(ops::get_openapi_3_0);
}

/// The newsroom's operations.
fn editorial(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/editorial")
            .service(sessions::issue_token)
            .service(sessions::refresh_token)
            .service(sessions::revoke_token)
            .service(sessions::get_me)
            .service(newsroom::review::submit_article)
            .service(newsroom::review::approve_article)
            .service(newsroom::review::return_article)
            .service(newsroom::review::get_review_record)
            .service(newsroom::publication::publish_article)
            .service(newsroom::publication::cancel_schedule)
            .service(newsroom::publication::correct_article)
            .service(newsroom::publication::unpublish_article)
            .service(newsroom::publication::withdraw_article)
            .service(newsroom::publication::list_schedule)
            .service(accounts::list_accounts)
            .service(accounts::create_account)
            .service(accounts::get_account)
            .service(accounts::update_account)
            .service(accounts::replace_account_password)
            .service(accounts::replace_own_password)
            .service(tokens::list_api_tokens)
            .service(tokens::create_api_token)
            .service(tokens::get_api_token)
            .service(tokens::revoke_api_token)
            .service(audit::list_audit)
            .service(newsroom::listing::list_editorial_articles)
            .configure(reference_data)
            .service(media::list_media)
            .service(media::upload_media)
            .service(media::get_media)
            .service(media::update_media)
            .service(media::delete_media)
            .service(newsroom::articles::create_article)
            .service(newsroom::articles::get_editorial_article)
            .service(newsroom::articles::update_article)
            .service(newsroom::articles::delete_article)
            .service(newsroom::articles::list_revisions)
            .service(newsroom::articles::get_revision)
            .service(newsroom::comparison::compare_revisions)
            .service(newsroom::preview::create_preview_link)
            .service(newsroom::articles::restore_revision)
            .service(collections::editorial::list_editorial_collections)
            .service(collections::editorial::create_collection)
            .service(collections::editorial::get_editorial_collection)
            .service(collections::editorial::update_collection)
            .service(collections::editorial::delete_collection)
            .service(collections::editorial::replace_collection_items)
            .service(collections::editorial::place_collection_item)
            .service(collections::editorial::delete_collection_item)
            .service(related::get_related_choices)
            .service(related::replace_related_choices),
    );
}

/// Editing what articles refer to.
fn reference_data(config: &mut ServiceConfig) {
    config
        .service(channels::create_channel)
        .service(channels::get_editorial_channel)
        .service(channels::update_channel)
        .service(channels::delete_channel)
        .service(columns::create_column)
        .service(columns::get_editorial_column)
        .service(columns::update_column)
        .service(columns::delete_column)
        .service(sources::authorisations::get_source_authorisations)
        .service(sources::authorisations::replace_source_authorisations)
        .service(sources::authorisations::import_authorisations)
        .service(sources::create_source)
        .service(sources::get_editorial_source)
        .service(sources::update_source)
        .service(sources::delete_source)
        .service(people::create_person)
        .service(people::get_editorial_person)
        .service(people::update_person)
        .service(people::delete_person)
        .service(tags::create_tag)
        .service(tags::get_editorial_tag)
        .service(tags::update_tag)
        .service(tags::delete_tag)
        .service(merging::merge_person)
        .service(merging::merge_tag)
        .service(merging::merge_source)
        .service(import::vocabulary::import_vocabulary);
}

/// The document, made from the routes.
#[must_use]
pub fn document() -> Document {
    let (_, mut collected) = App::new().into_utoipa_app().openapi(Base::openapi()).configure(routes).split_for_parts();
    guide::secure(&mut collected);
    Document::complete(&collected)
}
