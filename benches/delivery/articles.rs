//! Articles by rule, the same in every run: about 4 KB each, spread over channels, columns, sources, people and tags.

use std::io::{self, Write};

use serde_json::json;

/// What sentences are made of.
const WORDS: &[&str] = &[
    "清河",
    "街道",
    "项目",
    "建设",
    "居民",
    "推进",
    "服务",
    "改造",
    "企业",
    "发展",
    "学校",
    "道路",
    "环境",
    "会议",
    "工作",
    "提升",
    "社区",
    "活动",
    "志愿者",
    "生态",
    "农业",
    "产业",
    "创新",
    "安全",
    "交通",
    "文化",
    "医院",
    "老人",
    "孩子",
    "公园",
];
/// Characters in a body, about 4 KB of UTF-8.
const CHARACTERS: usize = 1_300;

/// Writes so many lines as `import jsonl` takes them.
pub fn write(out: &mut impl Write, count: usize) -> io::Result<()> {
    for number in 0..count {
        serde_json::to_writer(&mut *out, &article(number))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn article(number: usize) -> serde_json::Value {
    let mut seed = number as u64;
    let mut random = |below: usize| {
        // Knuth's MMIX generator: even enough, and it needs no crate.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut body = String::new();
    let mut characters = 0;
    while characters < CHARACTERS {
        for _ in 0..6 + random(8) {
            let word = WORDS[random(WORDS.len())];
            body.push_str(word);
            characters += word.chars().count();
        }
        body.push_str(if random(5) == 0 { "。\n" } else { "。" });
    }
    let title: String = (0..7).map(|_| WORDS[random(WORDS.len())]).collect();
    let minute = number * 10;
    let published_at = format!(
        "{}-{:02}-{:02}T{:02}:{:02}:00+08:00",
        2015 + minute / 525_600 % 10,
        1 + minute / 44_640 % 12,
        1 + minute / 1_440 % 28,
        minute / 60 % 24,
        minute % 60
    );
    json!({
        "external_id": format!("bench-{number}"),
        "title": title,
        "body": body,
        "published_at": published_at,
        "source": format!("来源{}", random(20)),
        "channel": [format!("频道{}", random(5)), format!("子频道{}", random(8))],
        "column": (random(4) == 0).then(|| format!("专栏{}", random(50))),
        "people": [{"name": format!("编辑{}", random(200)), "role": "editor"}],
        "tags": [format!("标签{}", random(300)), format!("标签{}", random(300))],
    })
}
