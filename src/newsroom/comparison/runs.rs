//! How one text became another: what stayed, what went, what came, in the order of the text.

use std::ops::Range;

use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff};
use utoipa::ToSchema;

use super::clock::Clock;

/// What happened to a part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TextRunOp)]
#[serde(rename_all = "snake_case")]
pub enum RunOp {
    /// It stands in both texts.
    Equal,
    /// It stands in the later one only.
    Insert,
    /// It stood in the earlier one only.
    Delete,
}

/// A part of a text that stayed, came or went.
///
/// All but what was inserted is the earlier text; all but what was deleted is the later one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TextRun {
    /// What happened to it.
    #[schema(example = "insert")]
    pub op: RunOp,
    /// The part.
    #[schema(example = "新桥")]
    pub text: String,
}

/// A place where two texts differ.
#[derive(Clone, Debug)]
struct Edit {
    old: Range<usize>,
    new: Range<usize>,
    /// Characters that are the same before it, since the edit before.
    same: usize,
    /// Characters of the longer side.
    size: usize,
}

/// How one text became another. A Chinese character, a word of other scripts and a number are whole.
pub(super) fn runs(old: &str, new: &str, clock: Clock) -> Vec<TextRun> {
    let mut runs = Vec::new();
    let mut push = |op, text: Option<&str>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            runs.push(TextRun { op, text: text.to_owned() });
        }
    };
    let mut at = 0;
    for Edit { old: gone, new: come, .. } in readable(edits(old, new, clock)) {
        push(RunOp::Equal, old.get(at..gone.start));
        at = gone.end;
        push(RunOp::Delete, old.get(gone));
        push(RunOp::Insert, new.get(come));
    }
    push(RunOp::Equal, old.get(at..));
    runs
}

/// Where two texts differ, by the shortest script (E. W. Myers, 1986) for as long as there is time.
fn edits(old: &str, new: &str, clock: Clock) -> Vec<Edit> {
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).deadline(clock.until).diff_unicode_words(old, new);
    let mut edits: Vec<Edit> = Vec::new();
    let (mut old_at, mut new_at, mut same) = (0, 0, 0);
    let (mut gone, mut come, mut is_open) = (0, 0, false);
    for change in diff.iter_all_changes() {
        let (bytes, characters) = (change.value().len(), change.value().chars().count());
        if change.tag() == ChangeTag::Equal {
            if std::mem::take(&mut is_open) {
                same = 0;
            }
            (old_at, new_at, same) = (old_at + bytes, new_at + bytes, same + characters);
            continue;
        }
        if !std::mem::replace(&mut is_open, true) {
            edits.push(Edit { old: old_at..old_at, new: new_at..new_at, same, size: 0 });
            (gone, come) = (0, 0);
        }
        let Some(edit) = edits.last_mut() else { continue };
        if change.tag() == ChangeTag::Delete {
            (old_at, gone) = (old_at + bytes, gone + characters);
            edit.old.end = old_at;
        } else {
            (new_at, come) = (new_at + bytes, come + characters);
            edit.new.end = new_at;
        }
        edit.size = gone.max(come);
    }
    edits
}

/// Joins edits between which less stays than changes on either side: that a 的 stayed amid two new phrases helps nobody.
fn readable(edits: Vec<Edit>) -> Vec<Edit> {
    let mut kept: Vec<Edit> = Vec::with_capacity(edits.len());
    for mut edit in edits {
        while let Some(before) = kept.pop_if(|before| edit.same <= before.size && edit.same <= edit.size) {
            edit = Edit {
                size: before.size + edit.same + edit.size,
                old: before.old.start..edit.old.end,
                new: before.new.start..edit.new.end,
                same: before.same,
            };
        }
        kept.push(edit);
    }
    kept
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;

    /// The text without what happened in one way.
    fn without(runs: &[TextRun], op: RunOp) -> String {
        runs.iter().filter(|run| run.op != op).map(|run| run.text.as_str()).collect()
    }

    fn told(old: &str, new: &str) -> String {
        let marks = |run: &TextRun| match run.op {
            RunOp::Equal => run.text.clone(),
            RunOp::Delete => format!("[-{}]", run.text),
            RunOp::Insert => format!("[+{}]", run.text),
        };
        runs(old, new, Clock::start()).iter().map(marks).collect()
    }

    #[test]
    fn what_people_see_is_marked() {
        for (old, new, expected) in [
            ("", "", ""),
            ("清河", "清河", "清河"),
            ("", "清河", "[+清河]"),
            ("清河大桥昨日通车。", "清河新桥昨日通车。", "清河[-大][+新]桥昨日通车。"),
            ("投资2025万元", "投资2026万元", "投资[-2025][+2026]万元"),
            ("王明的书包在桌上放着", "李红的铅笔在桌上放着", "[-王明的书包][+李红的铅笔]在桌上放着"),
            ("会议由县长主持，", "会议由县委书记李明主持，", "会议由县[-长][+委书记李明]主持，"),
        ] {
            assert_eq!(told(old, new), expected);
        }
    }

    #[test]
    fn when_the_time_is_up_the_difference_is_coarser_and_holds() {
        let old: String = (0..20_000).map(|n| char::from_u32(0x4e00 + n % 9_973).unwrap()).collect();
        let new: String = (0..20_000).map(|n| char::from_u32(0x4e00 + (n * 7) % 9_973).unwrap()).collect();
        let (old, new) = (format!("头{old}尾"), format!("头{new}尾"));
        let runs = runs(&old, &new, Clock { until: Instant::now().checked_sub(Duration::from_secs(1)).unwrap() });
        assert_eq!((without(&runs, RunOp::Insert), without(&runs, RunOp::Delete)), (old, new));
        assert!(runs.len() <= 4, "{}", runs.len());
    }

    proptest! {
        #[test]
        fn applied_to_the_old_text_it_gives_the_new_one(
            old in "[清河新桥的。a1 \n🙂é\u{301}]{0,60}",
            new in "[清河新桥的。a1 \n🙂é\u{301}]{0,60}",
        ) {
            let runs = runs(&old, &new, Clock::start());
            prop_assert_eq!(without(&runs, RunOp::Insert), old);
            prop_assert_eq!(without(&runs, RunOp::Delete), new);
            prop_assert!(runs.iter().all(|run| !run.text.is_empty()));
            prop_assert!(runs.is_sorted_by(|one, next| one.op != next.op));
        }
    }
}
