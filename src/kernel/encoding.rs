//! From bytes to text: UTF-8, GB18030 and what it contains (GB 2312, GBK), Big5, UTF-16 with a byte order mark.
//!
//! What a page says of itself is believed where its bytes bear it out; where it does not or says nothing, the reading counts that makes
//! Chinese of them.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8};

/// How far into a page its declaration is looked for, in bytes.
const HEAD: usize = 4_096;
/// How many characters tell whether a text reads like Chinese.
const SAMPLE: usize = 20_000;
/// The commonest characters of Chinese in both scripts; of running text they are a quarter and more.
const COMMON: &str = "的一是不了在人有我他这個个上们來来到時时大地為为子中你說说生国國年著就那和要她出也得里後后自以会會可下而过過天去能对對小多然于於心学學么之都好看起发發当當没沒成只如事把还還用第样樣道想作种開开美新日月市公本民";

/// Why bytes are not read as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// They hold what no text holds.
    #[error("the file is not text: it holds control characters")]
    Binary,
    /// No encoding makes sense of them.
    #[error("the text is in no encoding that could be told (tried {0}); convert it to UTF-8 first")]
    Encoding(String),
}

/// A text and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// The name of its encoding.
    pub encoding: &'static str,
    /// How many places could not be read; each is U+FFFD in the text.
    pub errors: usize,
}

/// Reads bytes as text; refuses what no encoding makes sense of.
pub fn decode(bytes: &[u8]) -> Result<Decoded, NotText> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return Ok(read(bytes.get(length..).unwrap_or_default(), encoding));
    }
    // Text in another encoding that happens to be valid UTF-8 does not occur beyond a few words.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: text.to_owned(), encoding: UTF_8.name(), errors: 0 });
    }
    if bytes.iter().take(HEAD).any(|byte| *byte == 0) {
        return Err(NotText::Binary);
    }
    let declared = declared(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let detected = detector.guess(None, Utf8Detection::Allow);
    let mut tried: Vec<&'static Encoding> = Vec::new();
    for encoding in [declared, Some(detected), Some(GB18030), Some(BIG5), Some(UTF_8)].into_iter().flatten() {
        let encoding = if encoding == GBK { GB18030 } else { encoding };
        if !tried.contains(&encoding) {
            tried.push(encoding);
        }
    }
    let names = tried.iter().map(|encoding| encoding.name()).collect::<Vec<_>>().join(", ");
    let readings: Vec<Decoded> = tried.into_iter().map(|encoding| read(bytes, encoding)).collect();
    // The first of the likeliest: a declaration stands before what was detected.
    let best = readings.into_iter().rev().max_by(|one, other| likelihood(one).total_cmp(&likelihood(other)));
    best.filter(reads_like_text).ok_or(NotText::Encoding(names))
}

/// Whether a reading is one of text: hardly anything in it that could not be read, and Chinese or nearly all ASCII.
fn reads_like_text(decoded: &Decoded) -> bool {
    let others = decoded.text.chars().filter(|c| !c.is_ascii()).count();
    let is_chinese = decoded.text.chars().filter(|c| ('\u{3000}'..='\u{9fff}').contains(c)).count() * 2 > others;
    decoded.errors * 100 <= decoded.text.len() && (is_chinese || others * 10 <= decoded.text.len())
}

/// Reads bytes in one encoding.
fn read(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let errors = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    Decoded { text: text.into_owned(), encoding: encoding.name(), errors }
}

/// How likely a reading is: the share of common characters among the Chinese ones, less what could not be read.
fn likelihood(decoded: &Decoded) -> f64 {
    let (mut common, mut all, mut seen) = (0_u32, 0_u32, 0_u32);
    for c in decoded.text.chars().filter(|c| !c.is_ascii()).take(SAMPLE) {
        seen += 1;
        all += u32::from(('\u{3400}'..='\u{9fff}').contains(&c));
        common += u32::from(COMMON.contains(c));
    }
    let errors = u32::try_from(decoded.errors).unwrap_or(u32::MAX);
    // Rounded to a hundredth, so that a declaration wins where two readings are as good as the same.
    let share = f64::from(common) / f64::from(all.max(1)) - 4.0 * f64::from(errors) / f64::from(seen.max(1));
    (share * 100.0).round()
}

/// The encoding that a page declares, in its XML declaration or a `meta` element.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String = bytes.iter().take(HEAD).map(|byte| char::from(*byte).to_ascii_lowercase()).collect();
    let mut rest = head.as_str();
    while let Some(at) = rest.find("charset").or_else(|| rest.find("encoding")) {
        rest = rest.get(at..).and_then(|rest| rest.split_once(['=', '>', '<'])).map_or("", |(_, after)| after);
        let label: String = rest
            .trim_start_matches([' ', '"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect();
        let found = Encoding::for_label(label.as_bytes());
        if found.is_some() {
            return found;
        }
    }
    None
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    const SIMPLIFIED: &str = "望渡桥今早恢复通车，这是封闭半年以来的第一天。沿街的店家说，人又多了起来。";
    const TRADITIONAL: &str = "望渡橋今早恢復通車，這是封閉半年以來的第一天。沿街的店家說，人又多了起來。";

    fn page(charset: &str, text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(&format!("<meta charset=\"{charset}\"><title>{text}</title><p>{text}{text}")).0.into_owned()
    }

    #[test]
    fn a_page_is_read_whatever_it_says_of_itself() {
        for (charset, text, encoding, name) in [
            ("utf-8", SIMPLIFIED, UTF_8, "UTF-8"),
            ("gb2312", SIMPLIFIED, UTF_8, "UTF-8"),
            ("gb2312", SIMPLIFIED, GBK, "gb18030"),
            ("utf-8", SIMPLIFIED, GBK, "gb18030"),
            ("", SIMPLIFIED, GBK, "gb18030"),
            ("big5", TRADITIONAL, BIG5, "Big5"),
            ("gb2312", TRADITIONAL, BIG5, "Big5"),
            ("big5", SIMPLIFIED, GBK, "gb18030"),
            ("iso-8859-1", SIMPLIFIED, GBK, "gb18030"),
            ("nonsense", TRADITIONAL, BIG5, "Big5"),
        ] {
            let decoded = decode(&page(charset, text, encoding)).unwrap();
            assert_eq!((decoded.encoding, decoded.errors), (name, 0), "{charset} {}", encoding.name());
            assert!(decoded.text.contains(text), "{charset} {}", decoded.text);
        }
    }

    #[test]
    fn a_mark_of_byte_order_decides() {
        let utf16: Vec<u8> = [0xfeff].into_iter().chain("望渡桥".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16).unwrap().text, "望渡桥");
        assert_eq!(decode("\u{feff}望".as_bytes()).unwrap().text, "望");
    }

    #[test]
    fn what_is_no_text_is_refused_and_a_few_bad_bytes_are_not() {
        assert_eq!(decode(b"\x89PNG\r\n\0\0\xff"), Err(NotText::Binary));
        let noise: Vec<u8> =
            (0..4_000_u32).map(|number| u8::try_from(number * 7_919 % 251 + 1).unwrap() | 0x80).collect();
        assert!(matches!(decode(&noise), Err(NotText::Encoding(_))), "{:?}", decode(&noise).map(|read| read.encoding));
        let mut page = page("gbk", SIMPLIFIED, GBK);
        page.push(0xff);
        assert_eq!(decode(&page).unwrap().errors, 1);
    }
}
