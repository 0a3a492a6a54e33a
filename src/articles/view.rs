//! Articles as readers see them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use dibao_entity::article;

use super::article::{AiLabel, Authorisation, Content, Note};
use super::body::outline::{OutlineItem, outline};
use super::body::text::reading_minutes;
use super::body::{Block, Media, markdown, render, text};
use super::query::Stored;
use crate::catalog::{Catalog, Named, Shelf};
use crate::columns::ColumnStatus;
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::Precision;
use crate::page_view;
use crate::people::Role;
use crate::reference::{Reference, references};
use crate::state::{Missing, State};

/// The form in which a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum BodyFormat {
    /// As blocks.
    Blocks,
    /// As HTML.
    Html,
    /// As Markdown.
    Markdown,
    /// As plain text.
    Text,
    /// Not at all.
    None,
}

/// A reference that can be filled with more than names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = ArticleInclude, rename_all = "snake_case")]
pub enum Included {
    /// The channel.
    Channel,
    /// The column.
    Column,
    /// The source.
    Source,
}

/// What can be filled of a single article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = OneArticleInclude, rename_all = "snake_case")]
pub enum IncludedInOne {
    /// The channel.
    Channel,
    /// The column.
    Column,
    /// The source.
    Source,
    /// The list of related articles.
    Related,
}

/// References that are filled with more than names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    /// The channel.
    pub channel: bool,
    /// The column.
    pub column: bool,
    /// The source.
    pub source: bool,
}

/// A body in the form that was asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum BodyView {
    /// As blocks.
    Blocks(BodyBlocks),
    /// As HTML.
    Html(BodyText),
    /// As CommonMark with tables.
    Markdown(BodyText),
    /// As plain text, one paragraph a line.
    Text(BodyText),
}

/// A body as blocks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BodyBlocks {
    /// The blocks, from first to last.
    pub blocks: Vec<Block>,
}

/// A body as one text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BodyText {
    /// The text.
    #[schema(example = "<p>清河水位回落。</p>")]
    pub value: String,
}

/// The channel of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleChannel {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "zong-he")]
    pub slug: String,
    /// Its name.
    #[schema(example = "综合")]
    pub name: String,
    /// The breadcrumb: the channels from the top down to this one, which is the last.
    pub path: Vec<Reference>,
    /// How many published articles stand in it and below; null unless `include=channel`.
    #[schema(example = json!(null))]
    pub article_count: Option<i64>,
}

/// The column of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleColumn {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "zou-du-qing-he")]
    pub slug: String,
    /// Its name.
    #[schema(example = "走读清河:一条河与一座城")]
    pub name: String,
    /// The name as printed before titles; null unless `include=column`.
    #[schema(example = json!(null))]
    pub short_name: Option<String>,
    /// Whether it goes on; null unless `include=column`.
    #[schema(example = json!(null))]
    pub status: Option<ColumnStatus>,
    /// The note with which it was opened; null unless `include=column`.
    #[schema(example = json!(null))]
    pub opening_note: Option<String>,
    /// How many published articles it has; null unless `include=column`.
    #[schema(example = json!(null))]
    pub article_count: Option<i64>,
}

/// The source of an article: the medium, and the edition where one is named.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleSource {
    /// The medium's id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The medium's slug.
    #[schema(example = "yun-xi-ri-bao")]
    pub slug: String,
    /// The medium's name.
    #[schema(example = "云溪日报")]
    pub name: String,
    /// The edition; null where none is named.
    pub edition: Option<Reference>,
    /// The source as printed.
    #[schema(example = "云溪日报▪清河新闻")]
    pub label: String,
    /// What the source's authorisation was on the day of publication.
    #[schema(example = "unknown")]
    pub authorised_at_publication: Authorisation,
    /// How many published articles came from the medium; null unless `include=source`.
    #[schema(example = json!(null))]
    pub article_count: Option<i64>,
}

/// Somebody who had a part in an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticlePerson {
    /// Their id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Their slug.
    #[schema(example = "luo-ping-ling")]
    pub slug: String,
    /// Their name.
    #[schema(example = "李明")]
    pub name: String,
    /// The part they had.
    #[schema(example = "editor")]
    pub role: Role,
}

/// A tag of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleTag {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "fang-xun")]
    pub slug: String,
    /// Its name.
    #[schema(example = "防汛")]
    pub name: String,
    /// The vocabulary.
    #[schema(example = "keyword")]
    pub scheme: String,
}

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
        #[schema(format = "uri", example = "https://www.qinghe.example/xinwen/2025-10/0012.html")]
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
        /// The line of the change log that brought this state.
        #[schema(minimum = 1, example = 42)]
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
        let Stored { row, people, tags, content } = stored;
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
        let Content { notes: _, blocks, media } = content.unwrap_or_default();
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
            cover: from_json(cover.as_deref())?,
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

/// A body in the form that was asked for.
fn body_view(blocks: Vec<Block>, format: BodyFormat) -> Option<BodyView> {
    match format {
        BodyFormat::Blocks => Some(BodyView::Blocks(BodyBlocks { blocks })),
        BodyFormat::Html => Some(BodyView::Html(BodyText { value: render::to_html(&blocks) })),
        BodyFormat::Markdown => Some(BodyView::Markdown(BodyText { value: markdown::to_markdown(&blocks) })),
        BodyFormat::Text => Some(BodyView::Text(BodyText { value: text::plain_text(&blocks) })),
        BodyFormat::None => None,
    }
}

/// A thing that the catalog must know.
fn known<T: Named>(shelf: &Shelf<T>, id: Uuid) -> Result<&T> {
    shelf.by_id(id).ok_or_else(|| Error::broken(Missing(id)))
}

/// The channel of an article.
fn channel(catalog: &Catalog, id: Uuid, include: Include) -> Result<ArticleChannel> {
    let name = &known(&catalog.channels, id)?.name;
    Ok(ArticleChannel {
        id: name.id.to_string(),
        slug: name.slug.clone(),
        name: name.name.clone(),
        path: references(catalog.channels.path(id)),
        article_count: include.channel.then_some(name.article_count),
    })
}

/// The column of an article.
fn column(catalog: &Catalog, id: Uuid, include: Include) -> Result<ArticleColumn> {
    let column = known(&catalog.columns, id)?;
    let full = include.column.then_some(column);
    Ok(ArticleColumn {
        id: column.name.id.to_string(),
        slug: column.name.slug.clone(),
        name: column.name.name.clone(),
        short_name: full.and_then(|column| column.short_name.clone()),
        status: full.map(|column| ColumnStatus::of(column.is_open)),
        opening_note: full.and_then(|column| column.opening_note.clone()),
        article_count: full.map(|column| column.name.article_count),
    })
}

/// The source of an article.
fn source(
    catalog: &Catalog,
    id: Uuid,
    label: Option<String>,
    authorisation: &str,
    include: Include,
) -> Result<ArticleSource> {
    let named = known(&catalog.sources, id)?;
    let medium = named.parent.map(|parent| known(&catalog.sources, parent)).transpose()?;
    let edition = medium.map(|_| Reference::from(&named.name));
    let name = &medium.unwrap_or(named).name;
    Ok(ArticleSource {
        id: name.id.to_string(),
        slug: name.slug.clone(),
        name: name.name.clone(),
        label: label.unwrap_or_else(|| match &edition {
            Some(edition) => format!("{}▪{}", name.name, edition.name),
            None => name.name.clone(),
        }),
        edition,
        authorised_at_publication: Authorisation::of_word(authorisation),
        article_count: include.source.then_some(name.article_count),
    })
}

/// Somebody who had a part in an article.
fn person(catalog: &Catalog, role: Role, id: Uuid) -> Result<ArticlePerson> {
    let Reference { id, slug, name } = Reference::from(&known(&catalog.people, id)?.name);
    Ok(ArticlePerson { id, slug, name, role })
}

/// A tag of an article.
fn tag(catalog: &Catalog, id: Uuid) -> Result<ArticleTag> {
    let tag = known(&catalog.tags, id)?;
    let Reference { id, slug, name } = Reference::from(&tag.name);
    Ok(ArticleTag { id, slug, name, scheme: tag.scheme.clone() })
}

/// A value stored as JSON.
fn from_json<T: serde::de::DeserializeOwned>(stored: Option<&str>) -> Result<Option<T>> {
    stored.map(|text| serde_json::from_str(text).map_err(Error::broken)).transpose()
}
