use proptest::prelude::*;

use super::*;
use crate::articles::body::Divider;
use crate::articles::body::text::{char_count, from_text};

/// Both bodies, made of what became of the blocks.
fn applied(compared: &[BlockComparison]) -> (Vec<Block>, Vec<Block>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for one in compared {
        match one.clone() {
            BlockComparison::Kept(KeptBlock { before_index, after_index, block })
            | BlockComparison::Moved(MovedBlock { before_index, after_index, block }) => {
                old.push((before_index, block.clone()));
                new.push((after_index, block));
            }
            BlockComparison::Added(AddedBlock { after_index, block }) => new.push((after_index, block)),
            BlockComparison::Removed(RemovedBlock { before_index, block }) => old.push((before_index, block)),
            BlockComparison::Changed(ChangedBlock { before_index, after_index, before, after, runs }) => {
                let without =
                    |op| runs.iter().filter(|run| run.op != op).map(|run| run.text.as_str()).collect::<String>();
                assert_eq!((without(RunOp::Insert), without(RunOp::Delete)), (text(&before), text(&after)));
                old.push((before_index, before));
                new.push((after_index, after));
            }
        }
    }
    assert!(new.is_sorted_by_key(|(at, _)| *at), "{compared:?}");
    let body = |mut placed: Vec<(usize, Block)>| {
        placed.sort_by_key(|(at, _)| *at);
        assert!(placed.iter().enumerate().all(|(at, (place, _))| at == *place));
        placed.into_iter().map(|(_, block)| block).collect()
    };
    (body(old), body(new))
}

fn words(old: &[Block], new: &[Block]) -> (Vec<&'static str>, CharacterCounts) {
    let (compared, counts) = blocks(old, new, Clock::start()).unwrap();
    applied(&compared);
    let word = |one: &BlockComparison| match one {
        BlockComparison::Kept(_) => "kept",
        BlockComparison::Moved(_) => "moved",
        BlockComparison::Added(_) => "added",
        BlockComparison::Removed(_) => "removed",
        BlockComparison::Changed(_) => "changed",
    };
    (compared.iter().map(word).collect(), counts)
}

const BRIDGE: &str = "清河新桥昨日通车，市民欢庆。";
const GRAIN: &str = "全县秋粮入库工作基本完成，产量稳定。";
const SCHOOL: &str = "两所小学下周开学，校车开行。";

#[test]
fn each_block_is_kept_moved_changed_added_or_removed() {
    let old = from_text(&[BRIDGE, GRAIN, SCHOOL].join("\n"));
    for (new, expected, added, removed) in [
        (vec![BRIDGE, GRAIN, SCHOOL], vec!["kept", "kept", "kept"], 0, 0),
        (vec![SCHOOL, BRIDGE, GRAIN], vec!["moved", "kept", "kept"], 0, 0),
        (vec![BRIDGE, "全县秋粮入库工作全部完成，产量稳定。", SCHOOL], vec!["kept", "changed", "kept"], 2, 2),
        (vec![BRIDGE, SCHOOL], vec!["kept", "removed", "kept"], 0, 18),
        (vec![BRIDGE, "今晚有雨。", GRAIN, SCHOOL], vec!["kept", "added", "kept", "kept"], 5, 0),
        (vec![BRIDGE, "今晚有雨。", SCHOOL], vec!["kept", "added", "removed", "kept"], 5, 18),
        (vec![], vec!["removed", "removed", "removed"], 0, 46),
    ] {
        let found = words(&old, &from_text(&new.join("\n")));
        assert_eq!(found, (expected, CharacterCounts { added, removed }), "{new:?}");
    }
}

#[test]
fn a_heading_before_others_changes_nothing_of_them_but_their_names() {
    let (old, new) = (from_text("一、通车\n正文。"), from_text("一、开工\n新的。\n二、通车\n正文。"));
    let (compared, _) = blocks(&old, &new, Clock::start()).unwrap();
    assert!(compared.iter().all(|one| !matches!(one, BlockComparison::Removed(_))), "{compared:?}");
    let old = from_text("一、通车\n正文。");
    let mut new = old.clone();
    new.insert(0, Block::Divider(Divider {}));
    if let Some(Block::Heading(heading)) = new.get_mut(1) {
        heading.id = "s7".to_owned();
    }
    assert_eq!(words(&old, &new).0, ["added", "kept", "kept"]);
}

#[test]
fn a_mark_makes_a_change_whose_text_is_equal() {
    let old = from_text(BRIDGE);
    let mut new = old.clone();
    if let Some(Block::Paragraph(paragraph)) = new.first_mut() {
        paragraph.spans.iter_mut().for_each(|span| span.marks.push(crate::articles::body::Mark::Strong));
    }
    let (compared, counts) = blocks(&old, &new, Clock::start()).unwrap();
    let runs = compared.iter().map(|one| match one {
        BlockComparison::Changed(changed) => changed.runs.as_slice(),
        _ => &[],
    });
    assert_eq!(runs.collect::<Vec<_>>(), [[TextRun { op: RunOp::Equal, text: BRIDGE.to_owned() }]]);
    assert_eq!(counts, CharacterCounts::default());
}

#[test]
fn what_is_quite_another_text_holds_too() {
    let number = |n: u32, step: u32| char::from_u32(0x4e00 + n.wrapping_mul(step) % 9_973).unwrap();
    let body = |step: u32| -> Vec<Block> {
        let lines = (0..500_u32).map(|line| (0..100).map(|at| number(line * 100 + at, step)).collect::<String>());
        lines.map(Block::paragraph).collect()
    };
    let one = |step: u32| vec![Block::paragraph((0..50_000).map(|at| number(at, step)).collect::<String>())];
    for (old, new) in [(body(1), body(7)), (body(1), body(1)), (one(1), one(7)), (body(3), one(3))] {
        let (compared, _) = blocks(&old, &new, Clock::start()).unwrap();
        assert_eq!(applied(&compared), (old, new));
    }
}

fn paragraphs() -> impl Strategy<Value = Vec<Block>> {
    let lines =
        prop_oneof![Just(BRIDGE.to_owned()), Just(GRAIN.to_owned()), Just(SCHOOL.to_owned()), "[清河新桥。]{1,9}"];
    proptest::collection::vec(lines, 0..12).prop_map(|lines| lines.into_iter().map(Block::paragraph).collect())
}

proptest! {
    #[test]
    fn applied_to_the_old_body_it_gives_the_new_one(old in paragraphs(), new in paragraphs()) {
        let (compared, counts) = blocks(&old, &new, Clock::start()).unwrap();
        let (before, after) = applied(&compared);
        prop_assert_eq!(u64::from(char_count(&old)) + u64::from(counts.added), u64::from(char_count(&new)) + u64::from(counts.removed));
        prop_assert_eq!((before, after), (old, new));
    }
}
