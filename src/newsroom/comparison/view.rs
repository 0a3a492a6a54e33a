//! What differs between two revisions, as editors see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::fields::FieldComparison;
use super::runs::TextRun;
use crate::articles::body::Block;

/// What differs between two revisions of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevisionComparison {
    /// The number of the earlier revision; 0 where there is none, and all is new.
    #[schema(minimum = 0, example = 1)]
    pub before: i32,
    /// The number of the later revision.
    #[schema(minimum = 1, example = 2)]
    pub after: i32,
    /// Whether both say the same.
    #[schema(example = false)]
    pub is_same: bool,
    /// Whether the texts differ so much that there was no time to tell how word by word: longer stretches are told as deleted
    /// and inserted then, and it holds all the same.
    #[schema(example = false)]
    pub is_coarse: bool,
    /// The fields that differ, in the order of `ArticleInput`.
    #[schema(example = json!([{
        "kind": "text", "field": "title", "before": "清河大桥通车", "after": "清河新桥通车",
        "runs": [
            {"op": "equal", "text": "清河"}, {"op": "delete", "text": "大"}, {"op": "insert", "text": "新"},
            {"op": "equal", "text": "桥通车"},
        ],
    }]))]
    pub fields: Vec<FieldComparison>,
    /// What became of each block of the body, in the order of the later one; what was removed stands where it was.
    #[schema(example = json!([
        {
            "op": "changed", "before_index": 0, "after_index": 0,
            "before": {"type": "paragraph", "spans": [{"text": "昨日通车。", "marks": [], "href": null}]},
            "after": {"type": "paragraph", "spans": [{"text": "今日通车。", "marks": [], "href": null}]},
            "runs": [
                {"op": "delete", "text": "昨"}, {"op": "insert", "text": "今"}, {"op": "equal", "text": "日通车。"},
            ],
        },
        {
            "op": "added", "after_index": 1,
            "block": {"type": "paragraph", "spans": [{"text": "市民欢庆。", "marks": [], "href": null}]},
        },
    ]))]
    pub blocks: Vec<BlockComparison>,
    /// How many characters of the body that makes.
    pub characters: CharacterCounts,
}

/// How many characters came and went, without white space: of the blocks' texts, captions included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ComparedCharacters)]
pub struct CharacterCounts {
    /// How many came.
    #[schema(minimum = 0, example = 12)]
    pub added: u32,
    /// How many went.
    #[schema(minimum = 0, example = 3)]
    pub removed: u32,
}

/// What became of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "a body is a list of a few thousand at most")]
pub enum BlockComparison {
    /// It says the same at the same place among the others.
    Kept(KeptBlock),
    /// It says the same at another place.
    Moved(MovedBlock),
    /// It is new.
    Added(AddedBlock),
    /// It is gone.
    Removed(RemovedBlock),
    /// It became another.
    Changed(ChangedBlock),
}

/// A block that says the same; of a heading, the `id` does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptBlock {
    /// Its place in the earlier body, from 0.
    #[schema(minimum = 0, example = 0)]
    pub before_index: usize,
    /// Its place in the later body, from 0.
    #[schema(minimum = 0, example = 0)]
    pub after_index: usize,
    /// The block.
    pub block: Block,
}

/// A block that says the same at another place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MovedBlock {
    /// Its place in the earlier body, from 0.
    #[schema(minimum = 0, example = 4)]
    pub before_index: usize,
    /// Its place in the later body, from 0.
    #[schema(minimum = 0, example = 1)]
    pub after_index: usize,
    /// The block.
    pub block: Block,
}

/// A new block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AddedBlock {
    /// Its place in the later body, from 0.
    #[schema(minimum = 0, example = 2)]
    pub after_index: usize,
    /// The block.
    pub block: Block,
}

/// A block that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RemovedBlock {
    /// Its place in the earlier body, from 0.
    #[schema(minimum = 0, example = 2)]
    pub before_index: usize,
    /// The block.
    pub block: Block,
}

/// A block that became another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangedBlock {
    /// Its place in the earlier body, from 0.
    #[schema(minimum = 0, example = 0)]
    pub before_index: usize,
    /// Its place in the later body, from 0.
    #[schema(minimum = 0, example = 0)]
    pub after_index: usize,
    /// The earlier block.
    pub before: Block,
    /// The later block.
    pub after: Block,
    /// How the text became the other, in the form of `body=text`; all is equal where only marks, links or files differ.
    pub runs: Vec<TextRun>,
}
