//! Words that belong together, as a query: which articles have enough of them, and how well each fits.
//!
//! What is asked for is taken as features: pairs of neighbouring characters within each word, or a single unit where a word
//! is no more than that. An article is found when it has at least a fifth of the features that any article has; so the rarer
//! ones lead to every candidate, and the most common ones are only looked up. Its score is BM25 over words and pairs, title
//! and body each, times a little more than the square of the share of the features that it has, rarer ones counting more.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, TERMINATED, TantivyError, Term};

use super::super::analysis::{Units, Words};
use super::super::document::TextFields;

/// Most features that are looked at, the rarest ones of more.
const MAX_FEATURES: usize = 64;
/// Documents that are gone through at once.
const WINDOW: u32 = 4_096;

/// The numbers of the ranking, set by the evaluation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// How soon further occurrences stop to count (BM25's k1).
    pub saturation: f32,
    /// How much long texts are held back (BM25's b).
    pub length: f32,
    /// What a hit in the title counts, beside one in the body.
    pub title: f32,
    /// What an article keeps of its score however small its share of the features is.
    pub base: f32,
    /// The share of the features that an article must have.
    pub needed: f32,
    /// What being like the best hit counts, beside the score.
    pub likeness: f32,
}

impl Tuning {
    /// The numbers in use.
    pub const NOW: Self = Self { saturation: 0.5, length: 0.75, title: 1.0, base: 0.1, needed: 0.2, likeness: 0.5 };
}

/// A text that is looked for, feature by feature.
#[derive(Clone, Debug)]
pub struct Bag {
    /// Where, and what a hit there counts.
    places: Vec<(TextFields, f32)>,
    features: Vec<Feature>,
    words: Vec<String>,
    tuning: Tuning,
}

/// What an article may have of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Feature {
    Pair(String),
    Single(String),
}

impl Feature {
    /// The term of it in one place.
    fn term(&self, fields: &TextFields) -> Term {
        match self {
            Self::Pair(pair) => Term::from_field_text(fields.pairs, pair),
            Self::Single(single) => Term::from_field_text(fields.chars, single),
        }
    }
}

impl Bag {
    /// A text as a query on these places; none where there is nothing in it to look for.
    #[must_use]
    pub fn of(text: &str, places: Vec<(TextFields, f32)>, words: &Words, tuning: Tuning) -> Option<Self> {
        let mut features = Vec::new();
        let mut add = |feature: Feature| {
            if !features.contains(&feature) {
                features.push(feature);
            }
        };
        for word in text.split_whitespace() {
            let units = Units::of(word);
            match units.len() {
                0 => {}
                1 => units.singles().for_each(|single| add(Feature::Single(single.to_owned()))),
                _ => units.pairs().for_each(|pair| add(Feature::Pair(pair.to_owned()))),
            }
        }
        let mut distinct: Vec<String> = Vec::new();
        words.each(text, |word| {
            if !distinct.iter().any(|known| known == word) {
                distinct.push(word.to_owned());
            }
        });
        (!features.is_empty()).then_some(Self { places, features, words: distinct, tuning })
    }
}

impl Bag {
    /// How well each of some documents fits, whether it has enough to be found or not.
    pub fn scores(&self, searcher: &Searcher, documents: &[DocAddress]) -> tantivy::Result<HashMap<DocAddress, Score>> {
        let weight = self.made_ready(EnableScoring::enabled_from_searcher(searcher))?;
        let mut sorted = documents.to_vec();
        sorted.sort_unstable();
        let mut scores = HashMap::new();
        for documents in sorted.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let Some(first) = documents.first() else { continue };
            let reader = searcher.segment_reader(first.segment_ord);
            let (mut features, mut words) = (weight.features(reader)?, weight.words(reader)?);
            for address in documents {
                let (mut sum, mut shares) = (0.0, 0.0);
                for present in &mut features {
                    let lists = present.lists.iter_mut().filter_map(|list| list.scored(address.doc_id));
                    let (found, score) = lists.fold((false, 0.0), |(_, sum), score| (true, sum + score));
                    sum += score;
                    shares += if found { present.share } else { 0.0 };
                }
                sum += words.iter_mut().filter_map(|list| list.scored(address.doc_id)).sum::<f32>();
                scores.insert(*address, weight.rate.of(sum, shares));
            }
        }
        Ok(scores)
    }

    /// The bag made ready for one state of the index.
    fn made_ready(&self, scoring: EnableScoring<'_>) -> tantivy::Result<BagWeight> {
        let searcher = scoring.searcher().ok_or_else(|| TantivyError::InvalidArgument("no searcher".to_owned()))?;
        let documents = searcher.num_docs();
        let mut features = Vec::new();
        let mut whole = 0.0;
        for feature in &self.features {
            let mut terms = Vec::new();
            let mut frequency = 0;
            for (fields, weight) in &self.places {
                let term = feature.term(fields);
                let found = searcher.doc_freq(&term)?;
                frequency += found;
                if found > 0 {
                    terms.push(Weighted { term, weight: weight * rarity(found, documents) });
                }
            }
            let share = rarity(frequency, documents.saturating_mul(2));
            whole += share;
            features.push((frequency, Asked { terms, share }));
        }
        features.sort_by_key(|(frequency, _)| *frequency);
        let unknown = features.iter().take_while(|(frequency, _)| *frequency == 0).count();
        let mut features: Vec<Asked> = features.into_iter().skip(unknown).map(|(_, asked)| asked).collect();
        features.truncate(MAX_FEATURES);
        let mut words = Vec::new();
        for word in self.words.iter().filter(|_| scoring.is_scoring_enabled()) {
            for (fields, weight) in &self.places {
                let term = Term::from_field_text(fields.words, word);
                let found = searcher.doc_freq(&term)?;
                if found > 0 {
                    words.push(Weighted { term, weight: weight * rarity(found, documents) });
                }
            }
        }
        let fields: Vec<Field> = self.places.iter().flat_map(|(fields, _)| [fields.words, fields.pairs]).collect();
        Ok(BagWeight {
            needed: needed(self.tuning.needed, features.len()),
            rate: Rate { base: self.tuning.base, whole },
            features,
            words,
            lengths: Lengths::of(searcher, &fields, self.tuning)?,
            tuning: self.tuning,
            is_scoring: scoring.is_scoring_enabled(),
        })
    }
}

impl Query for Bag {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.made_ready(scoring)?))
    }
}

/// How many of so many features an article must have.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "at most 64")]
fn needed(share: f32, features: usize) -> usize {
    ((share * features as f32).ceil() as usize).clamp(1, features.max(1))
}

/// The weight of a term that so many of all documents have (BM25's idf).
#[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
fn rarity(having: u64, documents: u64) -> f32 {
    let (having, documents) = (having as f32, documents.max(having) as f32);
    (1.0 + (documents - having + 0.5) / (having + 0.5)).ln()
}

/// A feature: its terms in the places, and how much of the whole it is.
#[derive(Clone, Debug)]
struct Asked {
    terms: Vec<Weighted>,
    share: f32,
}

/// A term and what it counts.
#[derive(Clone, Debug)]
struct Weighted {
    term: Term,
    weight: f32,
}

/// What the length of a text does to its score, by field and by the length as it is stored.
#[derive(Clone, Debug)]
struct Lengths(Vec<(Field, Arc<[f32; 256]>)>);

impl Lengths {
    /// The lengths of some fields against their averages.
    #[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
    fn of(searcher: &Searcher, fields: &[Field], tuning: Tuning) -> tantivy::Result<Self> {
        let documents: u64 = searcher.segment_readers().iter().map(|reader| u64::from(reader.max_doc())).sum();
        let mut lengths = Vec::new();
        for field in fields {
            let mut tokens = 0;
            for reader in searcher.segment_readers() {
                tokens += reader.inverted_index(*field)?.total_num_tokens();
            }
            let average = (tokens as f32 / documents.max(1) as f32).max(1.0);
            let mut table = [0.0; 256];
            for (id, slot) in (0..=u8::MAX).zip(table.iter_mut()) {
                let length = FieldNormReader::id_to_fieldnorm(id) as f32;
                *slot = tuning.saturation * (1.0 - tuning.length + tuning.length * length / average);
            }
            lengths.push((*field, Arc::new(table)));
        }
        Ok(Self(lengths))
    }

    /// The table of a field; one in which length does not matter where it has none.
    fn table(&self, field: Field, tuning: Tuning) -> Arc<[f32; 256]> {
        let found = self.0.iter().find(|(known, _)| *known == field).map(|(_, table)| Arc::clone(table));
        found.unwrap_or_else(|| Arc::new([tuning.saturation; 256]))
    }
}

/// How the share of the features bears on a score.
#[derive(Clone, Copy, Debug)]
struct Rate {
    base: f32,
    /// What the shares of all features come to, those that no article has included.
    whole: f32,
}

impl Rate {
    /// What a sum of scores comes to with some of the features.
    fn of(self, sum: f32, shares: f32) -> Score {
        let share = shares / self.whole.max(f32::MIN_POSITIVE);
        sum * (self.base + share * share)
    }
}

/// A bag made ready for one state of the index.
struct BagWeight {
    /// The features that any article has, the rarest first.
    features: Vec<Asked>,
    words: Vec<Weighted>,
    needed: usize,
    rate: Rate,
    lengths: Lengths,
    tuning: Tuning,
    is_scoring: bool,
}

impl BagWeight {
    /// The list of a term in a segment, if there is one.
    fn list(&self, reader: &SegmentReader, weighted: &Weighted) -> tantivy::Result<Option<List>> {
        let field = weighted.term.field();
        let Some(postings) =
            reader.inverted_index(field)?.read_postings(&weighted.term, IndexRecordOption::WithFreqs)?
        else {
            return Ok(None);
        };
        let norms = reader.fieldnorms_readers().get_field(field)?;
        let weight = weighted.weight * (self.tuning.saturation + 1.0);
        Ok(Some(List { postings, norms, weight, table: self.lengths.table(field, self.tuning) }))
    }

    /// The lists of the features that a segment has, the rarest first.
    fn features(&self, reader: &SegmentReader) -> tantivy::Result<Vec<Present>> {
        let mut features = Vec::new();
        for asked in &self.features {
            let mut lists = Vec::new();
            for weighted in &asked.terms {
                lists.extend(self.list(reader, weighted)?);
            }
            if !lists.is_empty() {
                features.push(Present { lists, share: asked.share });
            }
        }
        features.sort_by_key(Present::size);
        Ok(features)
    }

    /// The lists of the words that a segment has.
    fn words(&self, reader: &SegmentReader) -> tantivy::Result<Vec<List>> {
        let mut words = Vec::new();
        for weighted in &self.words {
            words.extend(self.list(reader, weighted)?);
        }
        Ok(words)
    }

    /// The lists of a segment; none where no article in it can have enough.
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<BagScorer>> {
        let mut features = self.features(reader)?;
        if features.is_empty() || features.len() < self.needed {
            return Ok(None);
        }
        let rest = features.split_off(features.len() - self.needed + 1);
        let words = self.words(reader)?;
        let size = features.iter().map(Present::size).fold(0, u32::saturating_add);
        let mut scorer = BagScorer {
            leading: features,
            rest,
            words,
            needed: self.needed,
            rate: self.rate,
            boost,
            is_scoring: self.is_scoring,
            seen: vec![0; WINDOW as usize],
            sums: vec![0.0; WINDOW as usize],
            hits: Vec::new(),
            at: 0,
            size: size.min(reader.max_doc()),
        };
        scorer.fill(0);
        Ok(Some(scorer))
    }
}

impl Weight for BagWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.open(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let found = self.open(reader, 1.0)?.and_then(|mut scorer| {
            let at = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
            (at == doc).then(|| scorer.score())
        });
        let score = found.ok_or_else(|| TantivyError::InvalidArgument(format!("document {doc} is not found")))?;
        Ok(Explanation::new("words and pairs, times the share of pairs", score))
    }
}

/// A feature that a segment has, with the lists of its terms.
struct Present {
    lists: Vec<List>,
    share: f32,
}

impl Present {
    /// How many documents it has at most.
    fn size(&self) -> u32 {
        self.lists.iter().map(|list| list.postings.size_hint()).fold(0, u32::saturating_add)
    }
}

/// The documents that have a term.
struct List {
    postings: SegmentPostings,
    norms: Option<FieldNormReader>,
    weight: f32,
    table: Arc<[f32; 256]>,
}

impl List {
    /// What the document it is at has from the term.
    #[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
    fn score(&self) -> f32 {
        let count = self.postings.term_freq() as f32;
        let id = self.norms.as_ref().map_or(0, |norms| norms.fieldnorm_id(self.postings.doc()));
        let held_back = self.table.get(usize::from(id)).copied().unwrap_or(1.0);
        self.weight * count / (count + held_back)
    }

    /// Goes forward to a document; what that has from the term, if it has it.
    fn scored(&mut self, doc: DocId) -> Option<f32> {
        self.reaches(doc).then(|| self.score())
    }

    /// Goes forward to a document; whether it has the term.
    fn reaches(&mut self, doc: DocId) -> bool {
        let at = self.postings.doc();
        (if at < doc { self.postings.seek(doc) } else { at }) == doc
    }
}

/// The documents of a segment that have enough, in order.
struct BagScorer {
    /// The rarest features; every document that has enough has one of these.
    leading: Vec<Present>,
    /// The others, the rarest first.
    rest: Vec<Present>,
    words: Vec<List>,
    needed: usize,
    rate: Rate,
    boost: Score,
    is_scoring: bool,
    /// Which of the leading features each document of the window has.
    seen: Vec<u64>,
    /// What it has from them.
    sums: Vec<f32>,
    /// The documents of the window that are found.
    hits: Vec<(DocId, Score)>,
    at: usize,
    size: u32,
}

impl BagScorer {
    /// Finds the hits of the next window that has any, from a document on.
    fn fill(&mut self, from: DocId) {
        self.hits.clear();
        self.at = 0;
        while self.hits.is_empty() {
            let mut base = TERMINATED;
            for list in self.leading.iter_mut().flat_map(|present| &mut present.lists) {
                let at = list.postings.doc();
                base = base.min(if at < from { list.postings.seek(from) } else { at });
            }
            if base == TERMINATED {
                return;
            }
            let end = base.saturating_add(WINDOW).min(TERMINATED);
            let mut candidates = self.mark(base, end);
            candidates.sort_unstable();
            for doc in candidates {
                self.judge(base, doc);
            }
        }
    }

    /// Goes through the leading lists up to the end of a window; the documents they have, each once.
    fn mark(&mut self, base: DocId, end: DocId) -> Vec<DocId> {
        let mut candidates = Vec::new();
        for (number, present) in self.leading.iter_mut().enumerate() {
            for list in &mut present.lists {
                let mut doc = list.postings.doc();
                while doc < end {
                    let slot = (doc - base) as usize;
                    if let (Some(seen), Some(sum)) = (self.seen.get_mut(slot), self.sums.get_mut(slot)) {
                        if *seen == 0 {
                            candidates.push(doc);
                        }
                        *seen |= 1 << number;
                        if self.is_scoring {
                            *sum += list.score();
                        }
                    }
                    doc = list.postings.advance();
                }
            }
        }
        candidates
    }

    /// Looks up the rest for a document, and keeps it if it has enough.
    fn judge(&mut self, base: DocId, doc: DocId) {
        let slot = (doc - base) as usize;
        let (Some(seen), Some(sum)) = (self.seen.get_mut(slot), self.sums.get_mut(slot)) else { return };
        let seen = std::mem::take(seen);
        let mut has = seen.count_ones() as usize;
        let leading = self.leading.iter().enumerate().filter(|(number, _)| seen >> number & 1 == 1);
        let mut shares: f32 = leading.map(|(_, present)| present.share).sum();
        let mut score = std::mem::take(sum);
        let mut left = self.rest.len();
        for present in &mut self.rest {
            if has + left < self.needed || (!self.is_scoring && has >= self.needed) {
                break;
            }
            left -= 1;
            let mut found = false;
            for list in &mut present.lists {
                if list.reaches(doc) {
                    found = true;
                    if self.is_scoring {
                        score += list.score();
                    }
                }
            }
            has += usize::from(found);
            shares += if found { present.share } else { 0.0 };
        }
        if has < self.needed {
            return;
        }
        if self.is_scoring {
            score += self.words.iter_mut().filter_map(|list| list.scored(doc)).sum::<f32>();
            score = self.boost * self.rate.of(score, shares);
        }
        self.hits.push((doc, score));
    }
}

impl DocSet for BagScorer {
    fn advance(&mut self) -> DocId {
        let before = self.doc();
        self.at += 1;
        if self.at >= self.hits.len() && before != TERMINATED {
            self.fill(before + 1);
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target >= TERMINATED {
            self.hits.clear();
            return TERMINATED;
        }
        let rest = self.hits.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|(doc, _)| *doc < target);
        if self.at >= self.hits.len() {
            self.fill(target);
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.hits.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        self.size
    }
}

impl Scorer for BagScorer {
    fn score(&mut self) -> Score {
        self.hits.get(self.at).map_or(0.0, |(_, score)| *score)
    }
}
