//! What is promised of phrases: every run of Han characters inside one block of a title or body, in quotes, finds its
//! article, in either script.

use std::sync::LazyLock;

use dibao::articles::Stored;
use dibao::articles::article::Content;
use dibao::articles::body::Block;
use dibao::catalog::Catalog;
use dibao::search::analysis::Words;
use dibao::search::columns::Columns;
use dibao::search::index::generation::{Effort, Generation};
use dibao::search::query::bag::Tuning;
use dibao::search::query::collect::{Extent, Order, Wanted};
use dibao::search::query::grammar::{Node, Scope};
use dibao::search::query::plan::Planner;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use proptest::prelude::*;
use uuid::Uuid;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::load(None).unwrap());
static SCRIPTS: LazyLock<Vec<OpenCC>> = LazyLock::new(|| {
    use BuiltinConfig::{S2hk, S2t, S2tw, T2hk, T2s, T2tw};
    [S2t, S2tw, S2hk, T2s, T2tw, T2hk].map(|script| OpenCC::from_config(script).unwrap()).into()
});

/// A block: characters that scripts write differently, any others, and what stands between them.
fn block() -> impl Strategy<Value = String> {
    "([发發髮后後里裡裏台臺颱干乾幹榦面麵并並云雲余餘征徵冲衝历曆歷只隻系係繫藉借着著沈瀋了瞭]|[一-龥]|[㐀-䶵]|[𠀀-𠀿]|[，。“”！a-c0-3 ]){1,24}"
}

/// An article with this title and these paragraphs.
fn stored(number: u128, title: &str, paragraphs: &[String]) -> Stored {
    let row = dibao_entity::article::Model {
        id: Uuid::from_u128(number),
        external_id: None,
        slug: String::new(),
        state: "published".to_owned(),
        lang: "zh".to_owned(),
        title: title.to_owned(),
        kicker: None,
        subtitle: None,
        short_title: None,
        original_title: None,
        column_label: None,
        summary: None,
        summary_is_lead: false,
        channel_id: None,
        column_id: None,
        source_id: None,
        source_label: None,
        authorised_at_publication: "unknown".to_owned(),
        cover: None,
        original_url: None,
        ai_label: None,
        published_at: 0,
        published_precision: "day".to_owned(),
        first_published_at: 0,
        updated_at: 0,
        withdrawn_at: None,
        revision: 1,
        seq: 1,
        char_count: 0,
        has_image: false,
        has_video: false,
        has_audio: false,
        import_digest: None,
    };
    let blocks = paragraphs.iter().map(Block::paragraph).collect();
    Stored {
        row,
        people: Vec::new(),
        tags: Vec::new(),
        content: Some(Content { blocks, ..Content::default() }),
        pictures: std::collections::HashMap::new(),
    }
}

/// Whether a character is Han, by the ranges that the blocks are made of.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_run_finds_its_article(
        articles in prop::collection::vec((block(), prop::collection::vec(block(), 1..4)), 1..6),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut generation = Generation::create(folder.path(), &WORDS).unwrap();
        generation.take_writer(Effort::Beside).unwrap();
        let all: Vec<Stored> = articles
            .iter()
            .enumerate()
            .map(|(number, (title, paragraphs))| stored(number as u128, title, paragraphs))
            .collect();
        generation.add(&all).unwrap();
        generation.commit().unwrap();
        let (searcher, fields, catalog) = (generation.searcher(), generation.fields(), Catalog::default());
        let planner = Planner { fields: &fields, words: &WORDS, catalog: &catalog, tuning: Tuning::NOW };
        let wanted = Wanted {
            fields,
            columns: Columns::all(&searcher, &fields).unwrap(),
            order: Order::NewestFirst,
            is_backwards: false,
            behind: None,
            limit: 100,
            extent: Extent::All,
            facets: Vec::new(),
            years: Vec::new(),
        };
        let finds = |phrase: &str, number: usize| {
            let query = planner.query(&Node::Exact(Scope::Anywhere, phrase.to_owned()));
            let hits = wanted.collect(&searcher, query.as_ref()).unwrap().hits;
            hits.iter().any(|hit| hit.rank.id == Uuid::from_u128(number as u128))
        };
        for (number, (title, paragraphs)) in articles.iter().enumerate() {
            for text in paragraphs.iter().chain([title]) {
                for run in text.split(|c| !is_han(c)).filter(|run| !run.is_empty()) {
                    let run: Vec<char> = run.chars().collect();
                    for (from, to) in &cuts {
                        let from = from.index(run.len());
                        let part: String = run[from..=from + to.index(run.len() - from)].iter().collect();
                        prop_assert!(finds(&part, number), "{part} of {text}");
                    }
                    let whole: String = run.iter().collect();
                    for script in SCRIPTS.iter() {
                        let converted = script.convert(&whole);
                        prop_assert!(finds(&converted, number), "{converted} for {whole} of {text}");
                    }
                }
            }
        }
    }
}
