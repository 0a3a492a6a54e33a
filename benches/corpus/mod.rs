//! Made-up news, the same in every run: texts with words as frequent as words are (Zipf), lengths as news has them, and
//! channels, columns, sources, people and tags of which few are named often and many seldom.
#![allow(dead_code, reason = "each bench takes what it needs")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

use std::io::{self, Write};

use chrono::{DateTime, Duration};
use serde_json::{Value, json};

/// How many different words there are.
const WORDS: usize = 40_000;
/// Minutes between two articles: a million of them span some fifteen years.
const MINUTES: i64 = 8;

/// Numbers that are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        // Knuth's MMIX generator: even enough, and it needs no crate.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }

    /// A number below `end` that is small mostly, as ranks of words are.
    pub fn rank(&mut self, end: usize) -> usize {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((end as f64).powf(share) as usize).saturating_sub(1).min(end - 1)
    }
}

/// Words of one to four characters, the frequent ones first.
pub fn words(dice: &mut Dice) -> Vec<String> {
    let mut word = |length: usize| -> String {
        (0..length).filter_map(|_| char::from_u32(0x4e00 + dice.rank(6_000) as u32)).collect()
    };
    (0..WORDS).map(|number| word([1, 2, 2, 2, 3, 4][number % 6])).collect()
}

/// At least so many characters of text.
pub fn sentence(words: &[String], dice: &mut Dice, characters: usize) -> String {
    let mut text = String::new();
    let mut long = 0;
    while long < characters {
        let word = &words[dice.rank(words.len())];
        long += word.chars().count();
        text.push_str(word);
    }
    text
}

/// Writes so many lines as `import jsonl` takes them, about 4 KB each in the mean.
pub fn write(out: &mut impl Write, count: usize) -> io::Result<()> {
    let mut dice = Dice(7);
    let words = words(&mut dice);
    for number in 0..count {
        serde_json::to_writer(&mut *out, &article(number, &words, &mut dice))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// When an article was published.
pub fn moment(number: usize) -> String {
    let first = DateTime::parse_from_rfc3339("2011-01-01T06:00:00+08:00").unwrap();
    (first + Duration::minutes(number as i64 * MINUTES)).to_rfc3339()
}

fn article(number: usize, words: &[String], dice: &mut Dice) -> Value {
    // From a brief item of some 200 characters to a report of some 6,000; 1,300 in the mean.
    let characters = 200 + 60 * dice.rank(100).max(dice.below(30));
    let mut body = String::new();
    let mut long = 0;
    while long < characters {
        for _ in 0..2 + dice.below(4) {
            body += &format!("{}，{}。", sentence(words, dice, 14), sentence(words, dice, 16));
            long += 34;
        }
        body.push('\n');
    }
    let channel = dice.rank(24);
    let people: Vec<Value> = ["editor", "reporter"][..=dice.below(2)]
        .iter()
        .map(|role| json!({"name": format!("编辑{}", dice.rank(200)), "role": role}))
        .collect();
    let tags: Vec<String> = (0..dice.below(5)).map(|_| format!("标签{}", dice.rank(3_000))).collect();
    json!({
        "external_id": format!("bench-{number}"),
        "title": sentence(words, dice, 20),
        "summary": (dice.below(3) == 0).then(|| sentence(words, dice, 80)),
        "body": body.trim_end(),
        "published_at": moment(number),
        "source": format!("来源{}", dice.rank(120)),
        "channel": [format!("频道{}", channel % 6), format!("子频道{channel}")],
        "column": (dice.below(4) == 0).then(|| format!("专栏{}", dice.rank(300))),
        "people": people,
        "tags": tags,
    })
}
