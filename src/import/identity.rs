//! By what a page is known again, so that a page that was corrected changes its article and makes no second one.

use sha2::{Digest, Sha256};

use super::portal::PortalPage;
use crate::articles::address;

/// The id of a page: its address, where it has one; otherwise `page-` and 32 hexadecimal digits, made from its source, the time
/// printed on it and its title. None without a date.
///
/// In a title only letters and digits count, so that a corrected comma is no other title. Two pages that agree in all three are
/// versions of one.
#[must_use]
pub fn of(page: &PortalPage) -> Option<String> {
    if let Some(id) = page.original_url.as_deref().and_then(address::id) {
        return Some(id);
    }
    let title: String = page.title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let published = page.published?.printed();
    let said = [page.source.as_deref().unwrap_or_default(), &published, &title].join("\n");
    let digest = Sha256::digest(said.as_bytes());
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Some(format!("page-{digits}"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::import::portal::parse;

    #[test]
    fn a_correction_keeps_the_id_and_another_page_has_its_own() {
        let id = |head: &str, text: &str| of(&parse(&format!("{head}\n{text}"), &|_| false).unwrap()).unwrap();
        let first = id("清河新桥通车\n来源：云溪日报 2026-01-04", "桥通了。");
        assert!(first.starts_with("page-") && first.len() == 37);
        assert_eq!(id("清河新桥,通车\n来源：云溪日报▪清河新闻 2026-01-04 责任编辑：李明", "桥通车了。"), first);
        for other in [
            "清河新桥通车\n来源：云溪晚报 2026-01-04",
            "清河新桥通车\n来源：云溪日报 2026-01-05",
            "清河旧桥拆除\n来源：云溪日报 2026-01-04",
        ] {
            assert_ne!(id(other, "桥通了。"), first);
        }
        let addressed = "清河新桥通车\n来源：云溪日报 2026-01-04\n原文链接：https://news.example.org/1.html";
        assert_eq!(id(addressed, "桥通了。"), "news.example.org/1.html");
    }
}
