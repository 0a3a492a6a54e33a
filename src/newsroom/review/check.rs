//! Checking an exported record without the service: whether each line follows from the one before, and whether the rules were
//! kept.

use super::record::Action;
use super::record::{NOTHING_BEFORE, Record, digest};
use super::rules::{Round, Step, Written, writers};
use crate::web::body::repeated;

/// Largest record that is read, in bytes.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// What was found of a record that is whole.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Whole {
    /// How many lines it has.
    pub lines: usize,
    /// How many revisions' texts were held against their digests.
    pub texts: usize,
    /// The hash of its last line.
    pub head: String,
}

/// The first thing that is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// The place of the line, counted from 1; nothing where it is about the whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

/// Reads a record as `get_review_record` answers it.
pub fn read(bytes: &[u8]) -> Result<Record, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| whole("it is not UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let no_record = |error| whole(format!("it is not a review record: {error}"));
    let record = serde_json::from_str(text).map_err(no_record)?;
    match repeated(text.as_bytes()).map_err(no_record)?.first() {
        None => Ok(record),
        Some(member) => Err(whole(format!("it is not a review record: {member} is given more than once"))),
    }
}

/// Checks a record; the first thing that is wrong with it otherwise.
pub fn check(record: &Record) -> Result<Whole, Fault> {
    let texts = texts(record)?;
    let revisions: Vec<Written> = record
        .revisions
        .iter()
        .map(|one| Written { number: one.number, digest: one.digest.clone(), author: one.author.id.clone() })
        .collect();
    let (mut previous, mut round, mut published) = (NOTHING_BEFORE, Round::default(), Vec::new());
    for (line, number) in record.lines.iter().zip(1_usize..) {
        let fault = |what: String| Fault { line: Some(number), what };
        if usize::try_from(line.position) != Ok(number) {
            return Err(fault(format!(
                "its position is {}; {number} is due: a line is missing or moved",
                line.position
            )));
        }
        if line.article != record.article {
            return Err(fault(format!("it is about the article {}", line.article)));
        }
        if line.previous != previous {
            return Err(fault("`previous` is not the hash of the line before: the chain is broken here".to_owned()));
        }
        let reckoned = line.reckoned().map_err(|error| fault(error.to_string()))?;
        if reckoned != line.hash {
            return Err(fault(format!("it was altered: its hash is {}, and what it says has {reckoned}", line.hash)));
        }
        let known = record.revisions.iter().find(|one| one.number == line.revision);
        if !record.revisions.is_empty() {
            let Some(known) = known else { return Err(fault(format!("there is no revision {}", line.revision))) };
            if known.digest != line.digest {
                return Err(fault(format!("the text of revision {} is not the one that it is about", line.revision)));
            }
        }
        let step = Step {
            action: line.action,
            revision: line.revision,
            digest: &line.digest,
            account: line.account.id.as_deref(),
        };
        if line.action == Action::Approved {
            signed_well(&round, &step, line.level).map_err(fault)?;
            let account = step.account.unwrap_or_default();
            if writers(&revisions, &published, line.revision).contains(&account) {
                return Err(fault(format!("{} signed what they wrote", line.account.name)));
            }
        }
        round.follow(&step);
        if matches!(line.action, Action::Published | Action::Corrected) {
            published.push(line.revision);
        }
        previous = &line.hash;
    }
    if record.head != previous {
        return Err(whole("`head` is not the hash of the last line: lines were taken from the end or added"));
    }
    Ok(Whole { lines: record.lines.len(), texts, head: record.head.clone() })
}

/// Holds the texts that are there against their digests; how many there are.
fn texts(record: &Record) -> Result<usize, Fault> {
    let mut texts = 0;
    for (at, one) in record.revisions.iter().enumerate() {
        if record.revisions.iter().take(at).any(|other| other.number >= one.number) {
            return Err(whole(format!("revision {} does not come after those before it", one.number)));
        }
        if let Some(text) = &one.text {
            texts += 1;
            if digest(text.as_bytes()) != one.digest {
                return Err(whole(format!(
                    "the text of revision {} does not have its digest: it was altered",
                    one.number
                )));
            }
        }
    }
    Ok(texts)
}

/// Whether a level was signed as it should be, but for who wrote the text.
fn signed_well(round: &Round, step: &Step<'_>, level: i32) -> Result<(), String> {
    let Some(account) = step.account else { return Err("it is signed by nobody".to_owned()) };
    if round.revision != step.revision || round.digest != step.digest {
        return Err("it approves another text than the one that was submitted".to_owned());
    }
    let due = round.signers.len() + 1;
    if usize::try_from(level) != Ok(due) {
        return Err(format!("it signs level {level}; {due} was due"));
    }
    if round.is_signed_by(account) {
        return Err(format!("the account {account} signed two levels of revision {}", step.revision));
    }
    Ok(())
}

/// A fault of the whole record.
fn whole(what: impl Into<String>) -> Fault {
    Fault { line: None, what: what.into() }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]
mod tests {
    use super::super::record::{Line, Signer, Text};
    use super::*;

    fn signer(name: &str) -> Signer {
        Signer { id: Some(name.to_owned()), name: name.to_owned() }
    }

    /// A record of revision 1 by `w` with these lines.
    fn record(steps: &[(Action, i32, &str)]) -> Record {
        let text = "{\"fields\":{}}".to_owned();
        let revision = Text { number: 1, digest: digest(text.as_bytes()), author: signer("w"), text: Some(text) };
        let mut record = Record {
            article: "a".into(),
            head: NOTHING_BEFORE.into(),
            lines: Vec::new(),
            revisions: vec![revision.clone()],
        };
        for (position, (action, level, by)) in (1..).zip(steps) {
            record.lines.push(Line {
                article: "a".into(),
                position,
                revision: 1,
                level: *level,
                action: *action,
                account: signer(by),
                at: "2026-03-15T01:30:00.125Z".into(),
                comment: Some("可以。\n\"见批注\"".into()),
                digest: revision.digest.clone(),
                previous: NOTHING_BEFORE.into(),
                hash: String::new(),
            });
        }
        forge(&mut record);
        record
    }

    /// Reckons all hashes anew, as somebody would who can compute.
    fn forge(record: &mut Record) {
        let mut previous = NOTHING_BEFORE.to_owned();
        for line in &mut record.lines {
            line.previous.clone_from(&previous);
            line.hash = line.reckoned().unwrap();
            previous.clone_from(&line.hash);
        }
        record.head = previous;
    }

    fn fault(record: &Record) -> (Option<usize>, String) {
        let Fault { line, what } = check(record).unwrap_err();
        (line, what)
    }

    const WELL: [(Action, i32, &str); 4] = [
        (Action::Submitted, 0, "w"),
        (Action::Approved, 1, "x"),
        (Action::Approved, 2, "y"),
        (Action::Published, 0, "z"),
    ];

    #[test]
    fn a_whole_record_is_whole_also_after_a_way_through_json() {
        let record = record(&WELL);
        let again = read(serde_json::to_string_pretty(&record).unwrap().as_bytes()).unwrap();
        assert_eq!(check(&again).map(|whole| (whole.lines, whole.texts)), Ok((4, 1)));
    }

    #[test]
    fn the_first_broken_link_is_named() {
        let mut altered = record(&WELL);
        altered.lines[1].comment = None;
        assert!(matches!(fault(&altered), (Some(2), what) if what.contains("altered")));
        let mut missing = record(&WELL);
        missing.lines.remove(1);
        assert!(matches!(fault(&missing), (Some(2), what) if what.contains("position is 3")));
        let mut spliced = record(&WELL);
        spliced.lines[2].previous = NOTHING_BEFORE.into();
        assert!(matches!(fault(&spliced), (Some(3), what) if what.contains("chain")));
        let mut cut = record(&WELL);
        cut.lines.pop();
        assert!(matches!(fault(&cut), (None, what) if what.contains("head")));
        let mut other = record(&WELL);
        other.revisions[0].text = Some("{}".into());
        assert!(matches!(fault(&other), (None, what) if what.contains("digest")));
    }

    #[test]
    fn a_chain_that_was_forged_whole_still_has_to_keep_the_rules() {
        for (steps, at, word) in [
            (vec![WELL[0], WELL[1], (Action::Approved, 2, "x")], 3, "two levels"),
            (vec![WELL[0], (Action::Approved, 1, "w")], 2, "what they wrote"),
            (vec![WELL[0], (Action::Approved, 2, "x")], 2, "was due"),
            (vec![(Action::Approved, 1, "x")], 1, "another text"),
            (vec![WELL[0], WELL[1], (Action::Voided, 0, "w"), WELL[2]], 4, "was due"),
        ] {
            let (line, what) = fault(&record(&steps));
            assert_eq!(line, Some(at), "{what}");
            assert!(what.contains(word), "{what}");
        }
    }

    #[test]
    fn what_is_no_record_is_refused() {
        for bytes in [&b""[..], b"[]", b"{}", b"\xff", b"{\"article\": 1}", &b"[".repeat(100_000)] {
            assert!(read(bytes).is_err());
        }
        let mut extra = serde_json::to_value(record(&WELL)).unwrap();
        extra["lines"][0]["note"] = "x".into();
        assert!(read(extra.to_string().as_bytes()).unwrap_err().what.contains("note"));
    }
}
