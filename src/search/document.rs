//! An article as the index keeps it: which fields there are, and what stands in them.
//!
//! Nothing of an article can be read back from the index but its id, its title and its sketch; it says which articles to
//! read, never what they say.

use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing,
    TextOptions, Value,
};
use tantivy::{TantivyDocument, Term};
use uuid::Uuid;

use super::analysis::{CHARS, INITIALS, PAIRS, PINYIN, WORDS, Words};
use super::sketch::Sketch;
use super::texts::Texts;
use crate::articles::{Stored, direct_keys};

/// Raised whenever documents are made or analysed in another way, so that an older index is built anew.
pub const FORMAT: u32 = 2;

/// A text as the index knows it: as words for ranking, as pairs and characters for recall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFields {
    /// Words of the dictionary, with how often each occurs.
    pub words: Field,
    /// Pairs of neighbouring characters, with their places: a phrase is a chain of pairs. Places of two blocks never follow
    /// each other.
    pub pairs: Field,
    /// Single characters, and words of letters and digits.
    pub chars: Field,
}

/// The fields of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The article's id: the bytes of the UUID, to find and to delete it.
    pub id: Field,
    /// The upper half of the id, by document.
    pub id_high: Field,
    /// The lower half of the id, by document.
    pub id_low: Field,
    /// The article's id in the system it came from.
    pub external_id: Field,
    /// What it stands under directly: channel, column, source, people, tags, language and properties, as bytes of UUIDs.
    pub key: Field,
    /// Its channel, by document.
    pub channel: Field,
    /// Its column, by document.
    pub column: Field,
    /// Its edition or medium, by document.
    pub source: Field,
    /// Its people, by document.
    pub person: Field,
    /// When it was published, in milliseconds since 1970.
    pub published_at: Field,
    /// When it was first published, in milliseconds since 1970.
    pub first_published_at: Field,
    /// When its content last changed, in milliseconds since 1970.
    pub updated_at: Field,
    /// The headline with all its parts.
    pub title: TextFields,
    /// Everything else that readers see: body, summary, notes, captions.
    pub body: TextFields,
    /// The main headline, to be read back.
    pub shown_title: Field,
    /// The title's syllables, every reading of each character.
    pub title_pinyin: Field,
    /// The title's initials in pairs.
    pub title_initials: Field,
    /// What it is about, to be read back: a sketch as JSON.
    pub sketch: Field,
    /// The marks of its sketch, by document.
    pub marks: Field,
    /// The length of its sketch's vector, by document.
    pub sketch_length: Field,
    /// The fingerprint of its text, by document; absent for one too short.
    pub fingerprint: Field,
}

impl Fields {
    /// The schema and its fields.
    #[must_use]
    pub fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = |analysis: &str, option: IndexRecordOption, has_lengths: bool| {
            let indexing = TextFieldIndexing::default().set_tokenizer(analysis).set_index_option(option);
            TextOptions::default().set_indexing_options(indexing.set_fieldnorms(has_lengths))
        };
        let number = || NumericOptions::default().set_fast();
        let column = || BytesOptions::default().set_fast();
        let mut texts = |name: &str| TextFields {
            words: schema.add_text_field(&format!("{name}_words"), text(WORDS, IndexRecordOption::WithFreqs, true)),
            pairs: schema
                .add_text_field(&format!("{name}_pairs"), text(PAIRS, IndexRecordOption::WithFreqsAndPositions, true)),
            chars: schema.add_text_field(&format!("{name}_chars"), text(CHARS, IndexRecordOption::Basic, false)),
        };
        let (title, body) = (texts("title"), texts("body"));
        let sounds = |analysis: &str| text(analysis, IndexRecordOption::WithFreqsAndPositions, false);
        let fields = Self {
            id: schema.add_bytes_field("id", INDEXED),
            id_high: schema.add_u64_field("id_high", FAST),
            id_low: schema.add_u64_field("id_low", FAST),
            external_id: schema.add_text_field("external_id", text("raw", IndexRecordOption::Basic, false)),
            key: schema.add_bytes_field("key", INDEXED),
            channel: schema.add_bytes_field("channel", column()),
            column: schema.add_bytes_field("column", column()),
            source: schema.add_bytes_field("source", column()),
            person: schema.add_bytes_field("person", column()),
            published_at: schema.add_i64_field("published_at", number()),
            first_published_at: schema.add_i64_field("first_published_at", number()),
            updated_at: schema.add_i64_field("updated_at", number()),
            title,
            body,
            shown_title: schema.add_text_field("shown_title", STORED),
            title_pinyin: schema.add_text_field("title_pinyin", sounds(PINYIN)),
            title_initials: schema.add_text_field("title_initials", sounds(INITIALS)),
            sketch: schema.add_bytes_field("sketch", STORED),
            marks: schema.add_u64_field("marks", FAST),
            sketch_length: schema.add_f64_field("sketch_length", FAST),
            fingerprint: schema.add_u64_field("fingerprint", FAST),
        };
        (schema.build(), fields)
    }

    /// The term that finds an article by its id.
    #[must_use]
    pub fn id_term(&self, id: Uuid) -> Term {
        Term::from_field_bytes(self.id, id.as_bytes())
    }

    /// The document of an article, which must have been read with its content.
    #[must_use]
    pub fn document(&self, article: &Stored, words: &Words) -> TantivyDocument {
        let row = &article.row;
        let mut document = TantivyDocument::default();
        document.add_bytes(self.id, row.id.as_bytes());
        let (high, low) = row.id.as_u64_pair();
        document.add_u64(self.id_high, high);
        document.add_u64(self.id_low, low);
        if let Some(id) = &row.external_id {
            document.add_text(self.external_id, id);
        }
        for key in direct_keys(article) {
            document.add_bytes(self.key, key.as_bytes());
        }
        let mut column = |field: Field, ids: &mut dyn Iterator<Item = Uuid>| {
            let mut ids: Vec<Uuid> = ids.collect();
            ids.sort_unstable();
            ids.dedup();
            ids.iter().for_each(|id| document.add_bytes(field, id.as_bytes()));
        };
        column(self.channel, &mut row.channel_id.into_iter());
        column(self.column, &mut row.column_id.into_iter());
        column(self.source, &mut row.source_id.into_iter());
        column(self.person, &mut article.people.iter().map(|(_, id)| *id));
        document.add_i64(self.published_at, row.published_at);
        document.add_i64(self.first_published_at, row.first_published_at);
        document.add_i64(self.updated_at, row.updated_at);
        let texts = Texts::of(article);
        for (fields, blocks) in [(&self.title, texts.title()), (&self.body, texts.body())] {
            for block in blocks {
                document.add_text(fields.words, &block);
                document.add_text(fields.pairs, &block);
                document.add_text(fields.chars, &block);
            }
        }
        document.add_text(self.shown_title, &row.title);
        document.add_text(self.title_pinyin, &row.title);
        document.add_text(self.title_initials, &row.title);
        self.add_sketch(&mut document, &texts.sketch(words));
        document
    }

    /// The sketch that a document keeps; none where it has none that can be read.
    #[must_use]
    pub fn kept_sketch(&self, document: &TantivyDocument) -> Option<Sketch> {
        let bytes = document.get_first(self.sketch).and_then(|value| value.as_bytes())?;
        serde_json::from_slice(bytes).ok()
    }

    /// Puts a sketch into a document.
    fn add_sketch(&self, document: &mut TantivyDocument, sketch: &Sketch) {
        document.add_bytes(self.sketch, &serde_json::to_vec(sketch).unwrap_or_default());
        sketch.marks().into_iter().for_each(|mark| document.add_u64(self.marks, mark.pack()));
        document.add_f64(self.sketch_length, f64::from(sketch.length()));
        if let Some(fingerprint) = sketch.fingerprint {
            document.add_u64(self.fingerprint, fingerprint);
        }
    }
}
