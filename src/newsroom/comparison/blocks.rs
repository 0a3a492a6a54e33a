//! What became of each block of a body.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::clock::Clock;
use super::likeness::Pairs;
use super::runs::{RunOp, TextRun, runs};
use super::view::{AddedBlock, BlockComparison, ChangedBlock, CharacterCounts, KeptBlock, MovedBlock, RemovedBlock};
use crate::articles::body::text::plain_text;
use crate::articles::body::{Block, Heading};
use crate::kernel::error::{Error, Result};

/// How alike two blocks are at least of which one became the other.
const ALIKE: f64 = 0.3;
/// How many blocks are looked at for the one that another was before.
const LOOKED_AT: usize = 16;

/// What became of the blocks of a body, in the order of the later one; what was removed stands where it was. And how many
/// characters that brought and took.
pub(super) fn blocks(old: &[Block], new: &[Block], clock: Clock) -> Result<(Vec<BlockComparison>, CharacterCounts)> {
    let mut known = HashMap::new();
    let mut numbered = |blocks: &[Block]| -> Result<Vec<usize>> {
        blocks
            .iter()
            .map(|block| {
                let next = known.len();
                Ok(*known.entry(said(block)?).or_insert(next))
            })
            .collect()
    };
    let (before, after) = (numbered(old)?, numbered(new)?);
    let mut compared = Compared { old, new, found: Vec::new(), counts: CharacterCounts::default(), clock };
    for op in capture_diff_slices_deadline(Algorithm::Myers, &before, &after, Some(clock.until)) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                (0..len).for_each(|step| compared.kept(old_index + step, new_index + step));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                (old_index..old_index + old_len).for_each(|at| compared.removed(at));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                (new_index..new_index + new_len).for_each(|at| compared.added(at));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                compared.replaced((old_index, old_len), (new_index, new_len));
            }
        }
    }
    Ok(compared.finish(&before, &after))
}

/// What a block says. The name of a heading is a number, which changes with the headings before it.
fn said(block: &Block) -> Result<String> {
    let unnamed;
    let block = match block {
        Block::Heading(heading) => {
            unnamed = Block::Heading(Heading { id: String::new(), ..heading.clone() });
            &unnamed
        }
        other => other,
    };
    serde_json::to_string(block).map_err(Error::broken)
}

/// The text of a block.
fn text(block: &Block) -> String {
    plain_text(std::slice::from_ref(block))
}

/// Characters of a text without white space.
fn count(text: &str) -> u32 {
    u32::try_from(text.chars().filter(|c| !c.is_whitespace()).count()).unwrap_or(u32::MAX)
}

/// What was found so far.
struct Compared<'a> {
    old: &'a [Block],
    new: &'a [Block],
    found: Vec<BlockComparison>,
    counts: CharacterCounts,
    clock: Clock,
}

impl Compared<'_> {
    fn kept(&mut self, before_index: usize, after_index: usize) {
        if let Some(block) = self.new.get(after_index).cloned() {
            self.found.push(BlockComparison::Kept(KeptBlock { before_index, after_index, block }));
        }
    }

    fn removed(&mut self, before_index: usize) {
        if let Some(block) = self.old.get(before_index).cloned() {
            self.found.push(BlockComparison::Removed(RemovedBlock { before_index, block }));
        }
    }

    fn added(&mut self, after_index: usize) {
        if let Some(block) = self.new.get(after_index).cloned() {
            self.found.push(BlockComparison::Added(AddedBlock { after_index, block }));
        }
    }

    fn changed(&mut self, before_index: usize, after_index: usize) {
        let (Some(before), Some(after)) = (self.old.get(before_index), self.new.get(after_index)) else { return };
        let runs = runs(&text(before), &text(after), self.clock);
        self.count(&runs);
        let (before, after) = (before.clone(), after.clone());
        self.found.push(BlockComparison::Changed(ChangedBlock { before_index, after_index, before, after, runs }));
    }

    /// Finds out which of the later blocks some of the earlier ones became.
    fn replaced(&mut self, (old_at, old_len): (usize, usize), (new_at, new_len): (usize, usize)) {
        let pairs = |blocks: &[Block], at: usize, len: usize| -> Vec<(std::mem::Discriminant<Block>, Pairs)> {
            let part = blocks.get(at..at + len).unwrap_or_default();
            part.iter().map(|block| (std::mem::discriminant(block), Pairs::of(&text(block)))).collect()
        };
        let (before, after) = (pairs(self.old, old_at, old_len), pairs(self.new, new_at, new_len));
        let mut next = 0;
        for (step, (kind, pairs)) in after.iter().enumerate() {
            let looked_at = before.iter().enumerate().skip(next).take(LOOKED_AT);
            let alike = looked_at.map(|(at, (other, candidate))| {
                let is_bare = pairs.is_empty() && candidate.is_empty() && kind != other;
                (at, if is_bare || self.clock.is_up() { 0.0 } else { pairs.likeness(candidate) })
            });
            // Of those that are alike the most, the first.
            let best = alike
                .filter(|(_, likeness)| *likeness >= ALIKE)
                .reduce(|best, other| if other.1 > best.1 { other } else { best });
            match best {
                Some((at, _)) => {
                    (next..at).for_each(|gone| self.removed(old_at + gone));
                    self.changed(old_at + at, new_at + step);
                    next = at + 1;
                }
                None => self.added(new_at + step),
            }
        }
        (next..old_len).for_each(|gone| self.removed(old_at + gone));
    }

    fn count(&mut self, runs: &[TextRun]) {
        for run in runs {
            match run.op {
                RunOp::Equal => {}
                RunOp::Insert => self.counts.added += count(&run.text),
                RunOp::Delete => self.counts.removed += count(&run.text),
            }
        }
    }

    /// Tells what was moved from what is new, and counts the rest.
    fn finish(mut self, before: &[usize], after: &[usize]) -> (Vec<BlockComparison>, CharacterCounts) {
        let mut gone: HashMap<usize, Vec<usize>> = HashMap::new();
        for one in self.found.iter().rev() {
            if let BlockComparison::Removed(RemovedBlock { before_index, .. }) = one
                && let Some(number) = before.get(*before_index)
            {
                gone.entry(*number).or_default().push(*before_index);
            }
        }
        let mut moved = vec![false; before.len()];
        for one in &mut self.found {
            if let BlockComparison::Added(AddedBlock { after_index, block }) = one
                && let Some(before_index) = after.get(*after_index).and_then(|number| gone.get_mut(number)?.pop())
            {
                let (after_index, block) = (*after_index, block.clone());
                *one = BlockComparison::Moved(MovedBlock { before_index, after_index, block });
                if let Some(moved) = moved.get_mut(before_index) {
                    *moved = true;
                }
            }
        }
        self.found.retain(|one| match one {
            BlockComparison::Removed(RemovedBlock { before_index, .. }) => {
                !moved.get(*before_index).copied().unwrap_or(false)
            }
            _ => true,
        });
        for one in &self.found {
            match one {
                BlockComparison::Added(AddedBlock { block, .. }) => self.counts.added += count(&text(block)),
                BlockComparison::Removed(RemovedBlock { block, .. }) => self.counts.removed += count(&text(block)),
                BlockComparison::Kept(_) | BlockComparison::Moved(_) | BlockComparison::Changed(_) => {}
            }
        }
        (self.found, self.counts)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests;
