//! The listing: under which keys a published article stands, so that every public list is one seek.
//!
//! There is a key for the whole site, for each channel with those above it, for the column, the source and its medium, each
//! person, each tag, each language, and for some properties. Only published articles stand in the listing, so no public
//! list can show anything else.

use dibao_entity::article;
use utoipa::ToSchema;
use uuid::Uuid;

use super::query::Stored;
use crate::catalog::languages::derived;
pub use crate::catalog::languages::key as language_key;
use crate::kernel::kind::Kind;

/// One key of the listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The value stored.
    pub id: Uuid,
    /// What it is the key of, where its count is kept with a thing.
    pub kind: Option<Kind>,
}

/// The key under which every published article stands.
pub const WHOLE_SITE: Uuid = Uuid::nil();

/// A property that lists can be filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = ArticleProperty, rename_all = "snake_case")]
pub enum Property {
    /// A picture in the body or as cover.
    Image,
    /// A film.
    Video,
    /// A recording.
    Audio,
    /// A column.
    Column,
}

impl Property {
    /// Every property and its word.
    pub const WORDS: [(&'static str, Self); 4] =
        [("image", Self::Image), ("video", Self::Video), ("audio", Self::Audio), ("column", Self::Column)];

    /// Its key.
    #[must_use]
    pub fn key(self) -> Uuid {
        let word = Self::WORDS.into_iter().find(|(_, property)| *property == self).map_or("", |(word, _)| word);
        derived("has", word)
    }
}

/// The things an article stands under, with those above them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Its channel and all above.
    pub channels: Vec<Uuid>,
    /// Its column.
    pub column: Option<Uuid>,
    /// Its edition and medium.
    pub sources: Vec<Uuid>,
    /// Its people, each once.
    pub people: Vec<Uuid>,
    /// Its tags, each once.
    pub tags: Vec<Uuid>,
}

/// The keys under which an article stands by itself, without what those stand below: what an index keeps of it, so that a
/// thing that moves takes its articles along.
#[must_use]
pub fn direct_keys(article: &Stored) -> Vec<Uuid> {
    let Stored { row, people, tags, content: _, pictures: _ } = article;
    let places = Places {
        channels: row.channel_id.into_iter().collect(),
        column: row.column_id,
        sources: row.source_id.into_iter().collect(),
        people: people.iter().map(|(_, id)| *id).collect(),
        tags: tags.clone(),
    };
    keys(row, &places).into_iter().map(|key| key.id).filter(|id| *id != WHOLE_SITE).collect()
}

/// All keys of an article, each once.
#[must_use]
pub fn keys(article: &article::Model, places: &Places) -> Vec<Key> {
    let of = |kind, id: &Uuid| Key { id: *id, kind: Some(kind) };
    let bare = |id| Key { id, kind: None };
    let has = |property: Property, yes: bool| yes.then(|| bare(property.key()));
    let mut keys = vec![bare(WHOLE_SITE), bare(language_key(&article.lang))];
    keys.extend(places.channels.iter().map(|id| of(Kind::Channel, id)));
    keys.extend(places.column.iter().map(|id| of(Kind::Column, id)));
    keys.extend(places.sources.iter().map(|id| of(Kind::Source, id)));
    keys.extend(places.people.iter().map(|id| of(Kind::Person, id)));
    keys.extend(places.tags.iter().map(|id| of(Kind::Tag, id)));
    keys.extend(has(Property::Image, article.has_image));
    keys.extend(has(Property::Video, article.has_video));
    keys.extend(has(Property::Audio, article.has_audio));
    keys.extend(has(Property::Column, article.column_id.is_some()));
    keys.sort_unstable();
    keys.dedup();
    keys
}
