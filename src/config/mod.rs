//! Settings: read once at the start, checked as a whole, then passed on as types that are right. This is the only place
//! that reads the environment.

mod auth;
mod authority;
mod cache;
mod cors;
mod database;
mod database_url;
mod delivery;
mod error;
pub mod file;
mod key;
mod log;
mod media;
mod nearest;
mod network;
mod origin;
mod rate_limit;
mod related;
mod review;
mod search;
mod secret;
mod server;
mod site;
mod source;
mod sources;
mod storage;
#[cfg(test)]
mod tests;
mod value;
mod web_url;

use std::path::{Path, PathBuf};

pub use self::auth::{AuthSettings, PasswordCost};
pub use self::cache::{CacheSettings, RenderedArticles};
pub use self::cors::{AllowedOrigins, CorsSettings};
pub use self::database::DatabaseSettings;
pub use self::database_url::DatabaseUrl;
pub use self::delivery::{Access, DeliverySettings};
pub use self::error::{Expected, Problem, SettingsError};
pub use self::key::{DEFAULTS, Key};
pub use self::log::{LogFormat, LogSettings};
pub use self::media::{BucketSettings, Hidden, MediaSettings};
pub use self::network::Network;
pub use self::origin::{Origins, Setting, Shown};
pub use self::rate_limit::RateLimitSettings;
pub use self::related::RelatedSettings;
pub use self::review::ReviewSettings;
pub use self::search::SearchSettings;
pub use self::server::{Listen, ServerSettings};
pub use self::site::{SiteSettings, language_tag};
pub use self::source::Sources;
pub use self::sources::{SourceSettings, Unlisted};
pub use self::storage::{FileMode, StorageSettings};
pub use self::web_url::{ArticleUrl, BaseUrl};

use self::value::{Noted, Values};

/// All settings; `defaults.toml` documents each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The folder that holds the `SQLite` file, the index and the media.
    pub data_dir: PathBuf,
    /// Where the content is kept.
    pub database: DatabaseSettings,
    /// Where the service listens.
    pub server: ServerSettings,
    /// What the site is.
    pub site: SiteSettings,
    /// Which sites' scripts may read answers.
    pub cors: CorsSettings,
    /// How long public answers may be kept.
    pub cache: CacheSettings,
    /// How many requests a client may send.
    pub rate_limit: RateLimitSettings,
    /// How people sign in to the newsroom.
    pub auth: AuthSettings,
    /// Who may read what is published.
    pub delivery: DeliverySettings,
    /// How articles are found.
    pub search: SearchSettings,
    /// How related articles are ranked and kept.
    pub related: RelatedSettings,
    /// How many levels of review stand before publication.
    pub review: ReviewSettings,
    /// From which sources articles may be published.
    pub sources: SourceSettings,
    /// Where pictures are kept and how they are shown.
    pub media: MediaSettings,
    /// Who may read the files that the service creates.
    pub storage: StorageSettings,
    /// What is logged.
    pub log: LogSettings,
}

/// The settings, and where each value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Each value and its origin, for people to see.
    pub origins: Origins,
}

impl Settings {
    /// Reads the sources, what comes later over what comes before: defaults, file, environment, flags.
    ///
    /// Refuses names that fit no setting, and values that cannot be used, all of them at once. A wrong value that
    /// another source overrides does no harm and is passed over.
    pub fn load<E>(sources: Sources<E>) -> Result<Loaded, SettingsError>
    where
        E: IntoIterator<Item = (String, String)>,
    {
        let (layer, problems) = source::merge(sources);
        let mut values = Values::new(layer, problems);
        let read = Self::read(&mut values);
        let (settings, origins) = values.finish(read).map_err(SettingsError::new)?;
        Ok(Loaded { settings, origins })
    }

    /// Reads every section, also after one that has something wrong.
    fn read(values: &mut Values) -> Result<Self, Noted> {
        let data_dir = values.text("data_dir", parse_folder);
        let database = DatabaseSettings::read(values, data_dir.as_deref().unwrap_or(Path::new("")));
        let server = ServerSettings::read(values);
        let site = SiteSettings::read(values);
        let cors = CorsSettings::read(values);
        let cache = CacheSettings::read(values);
        let rate_limit = RateLimitSettings::read(values);
        let auth = AuthSettings::read(values);
        let delivery = DeliverySettings::read(values);
        let search = SearchSettings::read(values);
        let related = RelatedSettings::read(values);
        let review = ReviewSettings::read(values);
        let sources = SourceSettings::read(values);
        let media = MediaSettings::read(values, data_dir.as_deref().unwrap_or(Path::new("")));
        let storage = StorageSettings::read(values);
        let log = LogSettings::read(values);
        Ok(Self {
            data_dir: data_dir?,
            database: database?,
            server: server?,
            site: site?,
            cors: cors?,
            cache: cache?,
            rate_limit: rate_limit?,
            auth: auth?,
            delivery: delivery?,
            search: search?,
            related: related?,
            review: review?,
            sources: sources?,
            media: media?,
            storage: storage?,
            log: log?,
        })
    }
}

/// The path of a folder, which need not exist yet.
fn parse_folder(text: &str) -> Result<PathBuf, Expected> {
    if text.is_empty() || text.contains(|character: char| character.is_control()) {
        return Err(Expected::new("the path of a folder, without control characters"));
    }
    Ok(PathBuf::from(text))
}
