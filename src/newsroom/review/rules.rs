//! Who may sign what, and when: the rules of review, without a database.

use super::record::Action;

/// What has been signed of a revision since it was handed in last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Which revision.
    pub revision: i32,
    /// The digest of the text that was signed.
    pub digest: String,
    /// Who signed, the first level first.
    pub signers: Vec<Option<String>>,
}

/// What a line of the record says, as far as the rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// What was done.
    pub action: Action,
    /// With which revision.
    pub revision: i32,
    /// The digest of its text.
    pub digest: &'a str,
    /// Who did it.
    pub account: Option<&'a str>,
}

/// A revision, as far as the rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its number.
    pub number: i32,
    /// The digest of its text.
    pub digest: String,
    /// Who wrote it.
    pub author: Option<String>,
}

impl Round {
    /// The round that a record ends in.
    pub fn of<'a>(steps: impl IntoIterator<Item = Step<'a>>) -> Self {
        let mut round = Self::default();
        steps.into_iter().for_each(|step| round.follow(&step));
        round
    }

    /// Goes on by one line.
    pub fn follow(&mut self, step: &Step<'_>) {
        match step.action {
            Action::Submitted => {
                *self = Self { revision: step.revision, digest: step.digest.to_owned(), signers: Vec::new() };
            }
            Action::Approved => self.signers.push(step.account.map(str::to_owned)),
            Action::Returned | Action::Voided => self.signers.clear(),
            Action::Scheduled
            | Action::Unscheduled
            | Action::Published
            | Action::Corrected
            | Action::Unpublished
            | Action::Withdrawn => {}
        }
    }

    /// How many levels have approved this text of this revision.
    #[must_use]
    pub fn levels(&self, revision: i32, digest: &str) -> usize {
        if self.revision == revision && self.digest == digest { self.signers.len() } else { 0 }
    }

    /// Whether somebody has signed.
    #[must_use]
    pub fn is_signed_by(&self, account: &str) -> bool {
        self.signers.iter().flatten().any(|signer| signer == account)
    }
}

/// The levels that a revision lacks, of so many.
#[must_use]
pub fn missing(has: usize, levels: usize) -> Vec<usize> {
    (has + 1..=levels).collect()
}

/// Who wrote what is new in a revision: the authors of all revisions since the one that readers saw last. Where one of these
/// brings back a text of before that never came before readers, the authors of what that grew from are among them.
#[must_use]
pub fn writers<'a>(revisions: &'a [Written], published: &[i32], revision: i32) -> Vec<&'a str> {
    let since = |number: i32| published.iter().copied().filter(|seen| *seen < number).max().unwrap_or(0);
    let mut writers: Vec<&str> = Vec::new();
    let (mut first, mut reaches) = (since(revision), true);
    while reaches {
        reaches = false;
        let range = revisions.iter().filter(|one| one.number > first && one.number <= revision);
        let earlier = revisions.iter().filter(|one| one.number <= first && !published.contains(&one.number));
        let grown: Vec<&Written> = range.collect();
        let restored = earlier.filter(|one| grown.iter().any(|later| later.digest == one.digest));
        if let Some(number) = restored.map(|one| since(one.number)).min().filter(|number| *number < first) {
            (first, reaches) = (number, true);
        }
    }
    for one in revisions.iter().filter(|one| one.number > first && one.number <= revision) {
        if let Some(author) = one.author.as_deref().filter(|author| !writers.contains(author)) {
            writers.push(author);
        }
    }
    writers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(action: Action, revision: i32, account: &str) -> Step<'_> {
        Step { action, revision, digest: "d", account: Some(account) }
    }

    fn written(list: &[(i32, &str, &str)]) -> Vec<Written> {
        list.iter()
            .map(|(number, digest, author)| Written {
                number: *number,
                digest: (*digest).to_owned(),
                author: Some((*author).to_owned()),
            })
            .collect()
    }

    #[test]
    fn approvals_hold_until_an_edit_or_a_return() {
        use Action::{Approved, Published, Returned, Submitted, Voided};
        let signed = [step(Submitted, 1, "r"), step(Approved, 1, "a"), step(Approved, 1, "b")];
        let round = Round::of(signed.clone());
        assert_eq!((round.levels(1, "d"), round.levels(1, "other"), round.levels(2, "d")), (2, 0, 0));
        assert!(round.is_signed_by("a") && !round.is_signed_by("r"));
        for end in [Voided, Returned, Submitted] {
            assert_eq!(Round::of(signed.iter().cloned().chain([step(end, 1, "x")])).levels(1, "d"), 0);
        }
        assert_eq!(Round::of(signed.iter().cloned().chain([step(Published, 1, "x")])).levels(1, "d"), 2);
        assert_eq!(missing(1, 3), [2, 3]);
    }

    #[test]
    fn whoever_wrote_any_of_it_since_the_last_publication_is_a_writer() {
        let revisions = written(&[(1, "1", "a"), (2, "2", "b"), (3, "3", "c"), (4, "4", "d")]);
        assert_eq!(writers(&revisions, &[], 4), ["a", "b", "c", "d"]);
        assert_eq!(writers(&revisions, &[2], 4), ["c", "d"]);
        assert_eq!(writers(&revisions, &[2, 4], 3), ["c"]);
    }

    #[test]
    fn bringing_an_unpublished_text_back_brings_its_writers_back() {
        // 2 and 3 never came before readers; 5 says again what 3 said.
        let revisions = written(&[(1, "1", "a"), (2, "2", "b"), (3, "3", "c"), (4, "4", "d"), (5, "3", "e")]);
        assert_eq!(writers(&revisions, &[1, 4], 5), ["b", "c", "d", "e"]);
        // What readers saw was reviewed then.
        let revisions = written(&[(1, "1", "a"), (2, "2", "b"), (3, "1", "e")]);
        assert_eq!(writers(&revisions, &[1, 2], 3), ["e"]);
    }
}
