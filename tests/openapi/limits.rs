//! The limits that the document states are those that are checked.

use dibao::kernel::limits;
use serde_json::json;

use crate::schemas;

#[test]
fn the_documents_limits_are_those_of_the_table() {
    let schemas = schemas();
    for (schema, property, keyword, limit) in [
        ("ArticleInput", "title", "maxLength", limits::LINE),
        ("ArticleInput", "kicker", "maxLength", limits::LINE),
        ("ArticleInput", "subtitle", "maxLength", limits::LINE),
        ("ArticleInput", "short_title", "maxLength", limits::LINE),
        ("ArticleInput", "original_title", "maxLength", limits::LINE),
        ("ArticleInput", "column_label", "maxLength", limits::LINE),
        ("ArticleInput", "source_label", "maxLength", limits::LINE),
        ("ArticleInput", "summary", "maxLength", limits::TEXT),
        ("ArticleInput", "external_id", "maxLength", limits::EXTERNAL_ID),
        ("ArticleInput", "slug", "maxLength", limits::SLUG),
        ("ArticleInput", "original_url", "maxLength", limits::ADDRESS_BYTES),
        ("ArticleInput", "notes", "maxItems", limits::LINKS),
        ("ArticleInput", "people", "maxItems", limits::LINKS),
        ("ArticleInput", "tags", "maxItems", limits::LINKS),
        ("ArticleInput", "media", "maxItems", limits::LINKS),
        ("NoteInput", "label", "maxLength", limits::LINE),
        ("NoteInput", "text", "maxLength", limits::TEXT),
        ("AiLabelInput", "text", "maxLength", limits::LINE),
        ("PublishInput", "source_override", "maxLength", limits::REASON),
        ("ChannelInput", "name", "maxLength", limits::LINE),
        ("ColumnInput", "name", "maxLength", limits::LINE),
        ("ColumnInput", "short_name", "maxLength", limits::LINE),
        ("ColumnInput", "opening_note", "maxLength", limits::TEXT),
        ("SourceInput", "name", "maxLength", limits::LINE),
        ("SourceInput", "aliases", "maxItems", limits::ALIASES),
        ("AuthorisationsInput", "authorisations", "maxItems", limits::PERIODS),
        ("AuthorisationPeriodInput", "list", "maxLength", limits::LINE),
        ("AuthorisationPeriodInput", "category", "maxLength", limits::LINE),
        ("PersonInput", "name", "maxLength", limits::LINE),
        ("TagInput", "name", "maxLength", limits::LINE),
        ("TagInput", "scheme", "maxLength", limits::CODE),
        ("TagInput", "code", "maxLength", limits::CODE),
        ("CollectionInput", "name", "maxLength", limits::COLLECTION_NAME),
        ("CollectionInput", "summary", "maxLength", limits::COLLECTION_SUMMARY),
        ("SectionInput", "id", "maxLength", limits::SECTION_ID),
        ("SectionInput", "title", "maxLength", limits::LINE),
        ("CollectionItemInput", "title", "maxLength", limits::LINE),
        ("CollectionItemInput", "summary", "maxLength", limits::ITEM_SUMMARY),
        ("CollectionItemsInput", "sections", "maxItems", limits::SECTIONS),
        ("CollectionItemsInput", "items", "maxItems", limits::ITEMS),
        ("RelatedChoicesInput", "pinned", "maxItems", limits::PINS),
        ("RelatedChoicesInput", "banned", "maxItems", limits::BANS),
        ("UploadPatch", "alt", "maxLength", limits::PICTURE_ALT),
        ("UploadPatch", "caption", "maxLength", limits::PICTURE_CAPTION),
        ("UploadPatch", "credit", "maxLength", limits::PICTURE_CREDIT),
        ("SpanInput", "text", "maxLength", limits::BODY),
    ] {
        let stated = stated(&schemas[schema]["properties"][property], keyword);
        assert_eq!(stated, Some(json!(limit)), "{schema}.{property} {keyword}");
    }
}

/// What a schema, or the alternative of it that is not null, says by a keyword.
fn stated(schema: &serde_json::Value, keyword: &str) -> Option<serde_json::Value> {
    let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
    [schema].into_iter().chain(alternatives).find_map(|schema| schema.get(keyword)).cloned()
}
