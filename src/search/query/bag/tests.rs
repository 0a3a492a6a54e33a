//! The best hits, found by passing others over, are those of looking at all.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tantivy::query::Query;
use tantivy::{Searcher, TantivyDocument};
use uuid::Uuid;

use super::{Bag, Tuning};
use crate::search::Fields;
use crate::search::analysis::{Words, register};
use crate::search::columns::Columns;
use crate::search::query::collect::{Extent, Found, Order, Rank, Wanted};

/// Characters of texts, the first ones the most frequent.
const CHARACTERS: &str = "的一国市大新桥河清水电学校医院重庆火锅天津日报通车开工";

/// An index of texts in segments of so many, some of them deleted again.
fn index(texts: &[(String, String)], words: &Words, each: u128) -> (Searcher, Fields) {
    let (schema, fields) = Fields::schema();
    let index = tantivy::Index::create_in_ram(schema);
    register(index.tokenizers(), words);
    let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
    writer.set_merge_policy(Box::new(tantivy::indexer::NoMergePolicy));
    for (number, (title, body)) in (1..).zip(texts) {
        let mut document = TantivyDocument::default();
        let id = Uuid::from_u128(number);
        let (high, low) = id.as_u64_pair();
        document.add_bytes(fields.id, id.as_bytes());
        document.add_u64(fields.id_high, high);
        document.add_u64(fields.id_low, low);
        for (place, text) in [(fields.title, title), (fields.body, body)] {
            [place.words, place.pairs, place.chars].into_iter().for_each(|field| document.add_text(field, text));
        }
        writer.add_document(document).unwrap();
        if number % each == 0 {
            writer.delete_term(fields.id_term(Uuid::from_u128(number / 2)));
            writer.commit().unwrap();
        }
    }
    writer.commit().unwrap();
    (index.reader().unwrap().searcher(), fields)
}

/// Texts in which some characters are much more frequent than others, as they are in a language.
fn text(most: usize) -> impl Strategy<Value = String> {
    let characters: Vec<char> = CHARACTERS.chars().collect();
    let place = (0.0..1.0f64).prop_map(move |at| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "small"
        )]
        let at = (at * at * characters.len() as f64) as usize;
        characters.get(at).copied().unwrap_or('的')
    });
    proptest::collection::vec(place, 1..most).prop_map(String::from_iter)
}

fn wanted((columns, fields): (&Arc<[Columns]>, Fields), extent: Extent, limit: usize, behind: Option<Rank>) -> Wanted {
    Wanted {
        fields,
        columns: Arc::clone(columns),
        order: Order::Relevance,
        is_backwards: false,
        behind,
        limit,
        extent,
        facets: Vec::new(),
        years: Vec::new(),
    }
}

fn ranks(found: &Found) -> Vec<Rank> {
    found.hits.iter().map(|hit| hit.rank).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn passing_over_what_cannot_be_among_the_best_changes_nothing(
        texts in proptest::collection::vec((text(12), text(90)), 300..600),
        queries in proptest::collection::vec(proptest::collection::vec(text(7), 1..4), 24),
        limit in 1usize..40,
    ) {
        let words = Words::load(None).unwrap();
        let (searcher, fields) = index(&texts, &words, 97);
        prop_assert!(searcher.segment_readers().len() > 3);
        for query in queries {
            let text = query.join(" ");
            let places = vec![(fields.title, 1.0), (fields.body, 1.0)];
            let bag = Bag::of(&text, places, &words, Tuning::NOW).unwrap();
            let columns = Columns::all(&searcher, &fields).unwrap();
            let all = wanted((&columns, fields), Extent::All, limit, None).collect(&searcher, &bag).unwrap();
            let best = wanted((&columns, fields), Extent::Best, limit, None).collect(&searcher, &bag).unwrap();
            prop_assert_eq!(ranks(&best), ranks(&all), "{}", &text);
            let Some(last) = all.hits.last() else { continue };
            let next = |extent| wanted((&columns, fields), extent, limit, Some(last.rank)).collect(&searcher, &bag).unwrap();
            prop_assert_eq!(ranks(&next(Extent::Best)), ranks(&next(Extent::All)), "{}", &text);
            // Beside another condition, all that have enough are found.
            let joined: Box<dyn Query> = Box::new(tantivy::query::BooleanQuery::intersection(vec![
                Box::new(bag.clone()),
                Box::new(tantivy::query::AllQuery),
            ]));
            let count = wanted((&columns, fields), Extent::All, limit, None).collect(&searcher, joined.as_ref()).unwrap().count;
            prop_assert_eq!(count, all.count, "{}", &text);
        }
    }
}

#[test]
fn nothing_is_passed_over_from_one_window_to_the_next() {
    let mut runner = TestRunner::deterministic();
    let mut texts = |most: usize| text(most).new_tree(&mut runner).unwrap().current();
    let words = Words::load(None).unwrap();
    let documents: Vec<(String, String)> = (0..5_000).map(|_| (texts(5), texts(16))).collect();
    let (searcher, fields) = index(&documents, &words, 4_700);
    let columns = Columns::all(&searcher, &fields).unwrap();
    for number in 0..60 {
        let query = if number % 3 == 0 { format!("{} {}", texts(4), texts(12)) } else { texts(7) };
        let bag = Bag::of(&query, vec![(fields.title, 1.0), (fields.body, 1.0)], &words, Tuning::NOW).unwrap();
        let found = |extent| wanted((&columns, fields), extent, 10, None).collect(&searcher, &bag).unwrap();
        assert_eq!(ranks(&found(Extent::Best)), ranks(&found(Extent::All)), "{query}");
    }
}
