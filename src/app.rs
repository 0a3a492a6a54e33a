//! The whole service: routes, what surrounds them, and serving them; the same in production and in tests.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle, ServiceRequest};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer, middleware};
use tokio::task::JoinHandle;
use utoipa::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};
use utoipa_swagger_ui::SwaggerUi;

use crate::articles::{Articles, Expanders, ReadyArticles};
use crate::auth::{Attempts, Gate, guard, guide};
use crate::config::Settings;
use crate::kernel::error::Error;
use crate::rendered::{self, Rendered};
use crate::search::Index;
use crate::state::State;
use crate::store::{Database, Primary};
use crate::web::cache::{self, Cache, Standby};
use crate::web::connection::ConnectionLimits;
use crate::web::cors::cors;
use crate::web::document::Document;
use crate::web::methods::{Methods, nothing_here};
use crate::web::rate_limit::RateLimit;
use crate::web::request_body::BodyLimits;
use crate::web::{edge, forms, problem::Problem, request};
use crate::{
    accounts, articles, audit, changes, channels, collections, columns, import, media, merging, newsroom, ops, people,
    related, search, sessions, site, sources, tags, tokens,
};

/// What the document says of the service as a whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "dibao 邸报",
        description = include_str!("web/guide.md"),
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
fn routes(config: &mut ServiceConfig) {
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

/// What serves, before it listens: what handlers share, and the tasks that follow the change log.
#[derive(Debug)]
pub struct Service {
    /// What all handlers share.
    pub state: State,
    /// The writers' door.
    pub primary: Primary,
    /// Who finds out who asks.
    pub gate: Gate,
    /// The search index.
    pub index: Index,
    /// The rendered articles, where there are to be any.
    pub rendered: Option<Rendered>,
    /// The articles, for answers that show many.
    pub articles: Articles,
    /// The answers that are kept.
    pub cache: Cache,
    /// What is added to an article when its reader asks for it.
    pub expanders: Expanders,
    /// The pictures.
    pub stock: media::Stock,
    /// What falls due.
    pub schedule: newsroom::publication::Schedule,
    /// What readiness is found out from.
    pub abilities: ops::Abilities,
    following: Vec<JoinHandle<()>>,
}

impl Service {
    /// Reads the names, opens the index and begins to follow the log.
    pub async fn start(db: &Database, settings: Settings, document: Document) -> Result<Self, Error> {
        // First what the database may not answer: nothing has begun by then that would have to be ended.
        let (state, following) = State::start(db, settings, document).await?;
        let (index, indexing) =
            Index::start(&db.in_background(), &state.settings).await.inspect_err(|_| following.abort())?;
        let searched = index.clone();
        let (rendered, rendering) = match rendered::is_wanted(&state.settings) {
            true => Rendered::start(&db.in_background(), &state.in_background())
                .map(|(rendered, rendering)| (Some(rendered), Some(rendering)))?,
            false => (None, None),
        };
        let standby = rendered.clone().map(|rendered| Arc::new(rendered) as Arc<dyn Standby>);
        let articles = Articles::new(rendered.clone().map(|rendered| Arc::new(rendered) as Arc<dyn ReadyArticles>));
        let indexed = move || searched.seq();
        let cache = Cache::new(&state.settings.cache, state.freshness.clone(), indexed, standby);
        let (with_state, with_index, with_articles) = (state.clone(), index.clone(), articles.clone());
        let read = db.read.clone();
        let expanders = Expanders::new(
            move |article| {
                let (state, index, articles) = (with_state.clone(), with_index.clone(), with_articles.clone());
                Box::pin(async move { related::beside_article(&state, &index, &articles, article).await })
            },
            move |collections| {
                let read = read.clone();
                Box::pin(async move { collections::query::members(&read, &collections).await })
            },
        );
        let gate = Gate::new(db, &state.settings.auth)?;
        let noting = gate.note_uses();
        let primary = db.primary.clone();
        let schedule = newsroom::publication::Schedule::default();
        let publishing = schedule.follow(&state.in_background(), &primary);
        let stock = media::Stock::open(&db.read, &state.settings.media).await?;
        let (writes, probing) = ops::WriteProbe::start(&primary);
        let abilities = ops::Abilities::new(state.clone(), index.clone(), rendered.clone(), writes);
        Ok(Self {
            state,
            primary,
            gate,
            index,
            rendered,
            articles,
            cache,
            expanders,
            stock,
            schedule,
            abilities,
            following: [following, indexing, noting, publishing, probing].into_iter().chain(rendering).collect(),
        })
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.following.iter().for_each(JoinHandle::abort);
    }
}

/// A service that is listening.
pub struct Listening {
    /// Runs it; done when it has stopped.
    pub server: Server,
    /// Stops it.
    pub handle: ServerHandle,
    /// Where it listens.
    pub address: SocketAddr,
}

/// Binds the address of the settings and serves all routes there.
pub fn serve(service: &Service) -> io::Result<Listening> {
    serve_on(service, TcpListener::bind(service.state.settings.server.listen.as_str())?)
}

/// Serves all routes at an address that is bound already.
pub fn serve_on(service: &Service, listener: TcpListener) -> io::Result<Listening> {
    let state = &service.state;
    let settings = state.settings.clone();
    let address = listener.local_addr()?;
    let data = Data::new(state.clone());
    let primary = Data::new(service.primary.clone());
    let gate = Data::new(service.gate.clone());
    let schedule = Data::new(service.schedule.clone());
    let abilities = Data::new(service.abilities.clone());
    let attempts = Data::new(Attempts::default());
    let index = Data::new(service.index.clone());
    let stock = Data::new(service.stock.clone());
    let cache = service.cache.clone();
    let expanders = Data::new(service.expanders.clone());
    let articles = Data::new(service.articles.clone());
    let names = Data::new(search::Names::default());
    let (limit, limits) = (RateLimit::new(&settings.rate_limit), BodyLimits::new(&settings.server));
    let connections = ConnectionLimits::new(&settings.server);
    let methods = Data::new(Methods::of(&state.document));
    let docs = web::Data::new(state.document.root().clone());
    let server = HttpServer::new(move || {
        let (limit, cache) = (limit.clone(), cache.clone());
        let docs = SwaggerUi::new("/docs/{_:.*}")
            // No badge of an outside service: the pages work without internet.
            .config(utoipa_swagger_ui::Config::default().validator_url("none"))
            .external_url_unchecked("/openapi.json", docs.get_ref().clone());
        let (app, _) = App::new()
            .app_data(data.clone())
            .app_data(primary.clone())
            .app_data(gate.clone())
            .app_data(attempts.clone())
            .app_data(index.clone())
            .app_data(schedule.clone())
            .app_data(abilities.clone())
            .app_data(expanders.clone())
            .app_data(articles.clone())
            .app_data(stock.clone())
            .app_data(names.clone())
            .app_data(methods.clone())
            .into_utoipa_app()
            .configure(routes)
            .split_for_parts();
        app.service(docs)
            .route(
                "/docs",
                web::get()
                    .to(async || HttpResponse::PermanentRedirect().insert_header(("Location", "/docs/")).finish()),
            )
            .default_service(web::to(nothing_here))
            .wrap(middleware::from_fn(guard::identify))
            .wrap(middleware::from_fn(move |request: ServiceRequest, next: middleware::Next<_>| {
                cache::look_up(cache.clone(), request, next)
            }))
            .wrap(middleware::from_fn(move |request: ServiceRequest, next: middleware::Next<_>| {
                edge::admit(limit.clone(), request, next)
            }))
            .wrap(cors(&settings.cors))
            .wrap(middleware::from_fn(move |request: ServiceRequest, next: middleware::Next<_>| {
                request::surround(limits, request, next)
            }))
    })
    .workers(state.settings.server.worker_threads())
    .shutdown_timeout(u64::from(state.settings.server.shutdown_timeout_s))
    .client_request_timeout(state.settings.server.header_timeout())
    .keep_alive(state.settings.server.keep_alive())
    .on_connect(move |io, data| connections.watch(io, data))
    .disable_signals();
    let server = server.listen(listener)?.run();
    Ok(Listening { handle: server.handle(), server, address })
}
