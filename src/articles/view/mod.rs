//! Articles as readers see them.

mod form;
mod parts;

use serde::Serialize;
use utoipa::ToSchema;

use dibao_entity::article;

use self::form::body_view;
use self::parts::{channel, column, person, source, tag};
use super::article::{AiLabel, Content, Note};
use super::body::Media;
use super::body::outline::{OutlineItem, outline};
use super::body::text::reading_minutes;
use super::pictures;
use super::query::Stored;
use crate::catalog::Catalog;
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::Precision;
use crate::page_view;
use crate::state::State;

pub use self::form::{BodyFormat, BodyView, Include, Included, IncludedInOne};
pub use self::parts::{ArticleChannel, ArticleColumn, ArticlePerson, ArticleSource, ArticleTag};

/// Declares the two views of an article, which share all but a few fields.
macro_rules! article_views {
    ($(#[$meta:meta])* $summary:ident, $(#[$full_meta:meta])* $full:ident + { $($extra:tt)* }, { $($fields:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, ToSchema)]
        pub struct $summary { $($fields)* }

        $(#[$full_meta])*
        #[derive(Clone, Debug, Serialize, ToSchema)]
        pub struct $full { $($fields)* $($extra)* }
    };
}

article_views! {
    /// An article as lists show it.
    ArticleSummary,
    /// One article with everything.
    ArticleView + {
        /// Notes of the newsroom that stand apart from the text.
        pub notes: Vec<Note>,
        /// The section headings as a tree; their ids are those of the heading blocks.
        pub outline: Vec<OutlineItem>,
        /// The articles to show beside it, as `list_related_articles` gives them; null unless `include=related`.
        #[schema(schema_with = related_items)]
        pub related: Option<serde_json::Value>,
    },
    {
        /// Its id.
        #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
        pub id: String,
        /// Its id in the system it came from; null where it has none.
        #[schema(example = "demo-001")]
        pub external_id: Option<String>,
        /// Its slug.
        #[schema(example = "qing-he-xin-qiao-tong-che")]
        pub slug: String,
        /// Where readers see it, made from the site's setting; null where that is not set.
        #[schema(format = "uri", example = json!(null))]
        pub url: Option<String>,
        /// BCP 47 tag of its language and script.
        #[schema(example = "zh-Hans")]
        pub lang: String,
        /// The main headline (主题), without the column's label.
        #[schema(example = "清河新桥通车")]
        pub title: String,
        /// The line above the title (引题); null where there is none.
        #[schema(example = json!(null))]
        pub kicker: Option<String>,
        /// The line below the title (副题); null where there is none.
        #[schema(example = json!(null))]
        pub subtitle: Option<String>,
        /// A shorter title for narrow places; null where there is none.
        #[schema(example = json!(null))]
        pub short_title: Option<String>,
        /// The title as it was printed (原标题), where that differs.
        #[schema(example = "【走读清河】清河新桥通车")]
        pub original_title: Option<String>,
        /// The column as printed before the title in 【】; null where there was none.
        #[schema(example = "走读清河")]
        pub column_label: Option<String>,
        /// The summary (内容提要); null where there is none.
        #[schema(example = "历时两年建设的清河新桥昨日通车。")]
        pub summary: Option<String>,
        /// Whether the body's first paragraph repeats the summary.
        #[schema(example = false)]
        pub summary_is_lead: bool,
        /// The body in the form that `body` asks for; null for `none`.
        pub body: Option<BodyView>,
        /// The channel it stands in; null where it stands in none.
        pub channel: Option<ArticleChannel>,
        /// The column it belongs to; null where it belongs to none.
        pub column: Option<ArticleColumn>,
        /// Where it came from; null where that is not known.
        pub source: Option<ArticleSource>,
        /// Who had which part in it, in the order of the byline.
        pub people: Vec<ArticlePerson>,
        /// Its tags.
        pub tags: Vec<ArticleTag>,
        /// The picture that lists show; null where there is none.
        pub cover: Option<Media>,
        /// Media that stand beside the body; empty in lists unless `body` asks for one.
        pub media: Vec<Media>,
        /// Where it stood before it came here; null where that is not known.
        #[schema(example = "https://www.qinghe.example/xinwen/2025-10/0012.html")]
        pub original_url: Option<String>,
        /// What a machine had to do with it; null where none had.
        pub ai_label: Option<AiLabel>,
        /// When it was published.
        #[schema(format = "date-time", example = "2025-10-12T00:00:00+08:00")]
        pub published_at: String,
        /// How precisely that is known; with `day`, `published_at` is that day's midnight.
        #[schema(example = "day")]
        pub published_precision: Precision,
        /// When it was first published.
        #[schema(format = "date-time", example = "2025-10-12T00:00:00+08:00")]
        pub first_published_at: String,
        /// When its content last changed.
        #[schema(format = "date-time", example = "2025-10-12T00:00:00+08:00")]
        pub updated_at: String,
        /// The number of its published revision, from 1.
        #[schema(minimum = 1, example = 1)]
        pub revision: i32,
        /// The line of the change log that brought this state; 0 in a preview of what none has brought yet.
        #[schema(minimum = 0, example = 42)]
        pub seq: i64,
        /// Characters of the body without white space.
        #[schema(minimum = 0, example = 731)]
        pub char_count: i32,
        /// Minutes to read it at 400 characters a minute, rounded up.
        #[schema(minimum = 0, example = 2)]
        pub reading_minutes: u32,
    }
}

/// The schema of related articles, which are described where they are made.
fn related_items() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    use utoipa::openapi::schema::{ArrayBuilder, SchemaType, Type};
    let items = utoipa::openapi::Ref::from_schema_name("RelatedItem");
    let list = SchemaType::from_iter([Type::Array, Type::Null]);
    let says = "The articles to show beside it, as `list_related_articles` gives them; null unless `include=related`.";
    let list = ArrayBuilder::new().schema_type(list).items(items).description(Some(says));
    list.examples([serde_json::Value::Null]).build().into()
}

page_view! {
    /// A page of articles.
    ArticlePage of ArticleSummary
}

impl ArticleSummary {
    /// What lists show of an article.
    pub fn of(state: &State, catalog: &Catalog, stored: Stored, body: BodyFormat, include: Include) -> Result<Self> {
        let Stored { row, people, tags, content, pictures } = stored;
        let article::Model {
            id,
            external_id,
            slug,
            state: _,
            lang,
            title,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            channel_id,
            column_id,
            source_id,
            source_label,
            authorised_at_publication,
            cover,
            original_url,
            ai_label,
            published_at,
            published_precision,
            first_published_at,
            updated_at,
            withdrawn_at: _,
            revision,
            seq,
            char_count,
            has_image: _,
            has_video: _,
            has_audio: _,
            import_digest: _,
        } = row;
        let Content { notes: _, mut blocks, mut media } = content.unwrap_or_default();
        let mut cover: Option<Media> = from_json(cover.as_deref())?;
        pictures::show(&state.settings, &pictures, cover.iter_mut().chain(&mut media), &mut blocks);
        Ok(Self {
            id: id.to_string(),
            external_id,
            url: state.settings.site.article_url.as_ref().map(|address| address.of(id, &slug)),
            slug,
            lang,
            title,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            body: body_view(blocks, body),
            channel: channel_id.map(|id| channel(catalog, id, include)).transpose()?,
            column: column_id.map(|id| column(catalog, id, include)).transpose()?,
            source: source_id
                .map(|id| source(catalog, id, source_label, &authorised_at_publication, include))
                .transpose()?,
            people: people.into_iter().map(|(role, id)| person(catalog, role, id)).collect::<Result<_>>()?,
            tags: tags.into_iter().map(|id| tag(catalog, id)).collect::<Result<_>>()?,
            cover,
            media,
            original_url,
            ai_label: from_json(ai_label.as_deref())?,
            published_at: state.time(published_at),
            published_precision: Precision::of_word(&published_precision),
            first_published_at: state.time(first_published_at),
            updated_at: state.time(updated_at),
            revision,
            seq,
            char_count,
            reading_minutes: reading_minutes(u32::try_from(char_count).unwrap_or(0)),
        })
    }
}

impl ArticleView {
    /// Everything that readers see of an article.
    pub fn of(
        state: &State,
        catalog: &Catalog,
        mut stored: Stored,
        body: BodyFormat,
        include: Include,
    ) -> Result<Self> {
        let content = stored.content.as_mut();
        let notes = content.map(|content| std::mem::take(&mut content.notes)).unwrap_or_default();
        let outline = outline(stored.content.as_ref().map_or(&[], |content| &content.blocks));
        let ArticleSummary {
            id,
            external_id,
            slug,
            url,
            lang,
            title,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            body,
            channel,
            column,
            source,
            people,
            tags,
            cover,
            media,
            original_url,
            ai_label,
            published_at,
            published_precision,
            first_published_at,
            updated_at,
            revision,
            seq,
            char_count,
            reading_minutes,
        } = ArticleSummary::of(state, catalog, stored, body, include)?;
        Ok(Self {
            id,
            external_id,
            slug,
            url,
            lang,
            title,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            body,
            channel,
            column,
            source,
            people,
            tags,
            cover,
            media,
            original_url,
            ai_label,
            published_at,
            published_precision,
            first_published_at,
            updated_at,
            revision,
            seq,
            char_count,
            reading_minutes,
            notes,
            outline,
            related: None,
        })
    }
}

/// A value stored as JSON.
fn from_json<T: serde::de::DeserializeOwned>(stored: Option<&str>) -> Result<Option<T>> {
    stored.map(|text| serde_json::from_str(text).map_err(Error::broken)).transpose()
}
