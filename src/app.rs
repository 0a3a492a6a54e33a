//! Starts and serves the whole service, the same in production and in tests.

mod routes;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle, ServiceRequest};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer, middleware};
use tokio::task::JoinHandle;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::SwaggerUi;

pub use self::routes::document;
use self::routes::routes;
use crate::articles::{Articles, Expanders, ReadyArticles};
use crate::auth::{Attempts, Gate, guard};
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
use crate::web::{edge, request};
use crate::{collections, media, newsroom, ops, related, search};

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
        std::fs::create_dir_all(&settings.data_dir).map_err(Error::broken)?;
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
