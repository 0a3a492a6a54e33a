//! Which files an import of pages takes: those that are named, and the pages in folders.

use std::path::{Path, PathBuf};

use url::Url;

use super::page::PageFile;
use crate::config::file::is_dash;

/// How files end that are pages, in folders; a file that is named is taken whatever its ending.
const ENDINGS: [&str; 5] = ["html", "htm", "shtml", "xhtml", "txt"];
/// How deep folders are followed.
const MAX_DEPTH: usize = 64;
/// Most files of one import.
const MAX_FILES: usize = 2_000_000;

/// The files of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The pages, in the order in which they are imported.
    pub pages: Vec<PageFile>,
    /// How many files in folders are no pages by their ending.
    pub passed_over: u64,
    /// What cannot be read, and why.
    pub failed: Vec<(String, String)>,
}

/// Collects the files that are named and the pages in the folders that are, by name; links to other folders are not followed.
///
/// `base` is the address of what is named: of a file as it is, of what lies in a folder with its path below the folder.
#[must_use]
pub fn collect(named: &[PathBuf], base: Option<&Url>) -> Files {
    let mut files = Files::default();
    for path in named {
        if path.is_dir() && !is_dash(path) {
            let folder = base.map(as_folder);
            files.walk(path, path, folder.as_ref(), 0);
        } else {
            let address = base.map(|base| address_of_file(base, path));
            files.pages.push(PageFile { path: path.clone(), address });
        }
    }
    files
}

impl Files {
    /// Collects what is in a folder.
    fn walk(&mut self, top: &Path, folder: &Path, base: Option<&Url>, depth: usize) {
        let shown = folder.display().to_string();
        if depth > MAX_DEPTH {
            self.failed.push((shown, format!("folders lie more than {MAX_DEPTH} deep")));
            return;
        }
        let entries = match std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(entries) => entries,
            Err(error) => {
                self.failed.push((shown, format!("it cannot be read: {error}")));
                return;
            }
        };
        let mut entries: Vec<(PathBuf, Option<std::fs::FileType>)> =
            entries.into_iter().map(|entry| (entry.path(), entry.file_type().ok())).collect();
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (path, kind) in entries {
            if kind.is_some_and(|kind| kind.is_dir()) {
                self.walk(top, &path, base, depth + 1);
            } else if is_page(&path) && path.is_file() && self.pages.len() < MAX_FILES {
                let address = base.and_then(|base| below(base, top, &path));
                self.pages.push(PageFile { path, address });
            } else {
                self.passed_over += 1;
            }
        }
    }
}

/// Whether a file is a page by its ending.
fn is_page(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}

/// An address with a slash at the end of its path.
fn as_folder(base: &Url) -> Url {
    let mut folder = base.clone();
    if !folder.path().ends_with('/') {
        folder.set_path(&format!("{}/", base.path()));
    }
    folder
}

/// The address of a file that is named: the base itself, or the file's name below a base that is a folder.
fn address_of_file(base: &Url, path: &Path) -> Url {
    let folder = path.parent().unwrap_or(Path::new(""));
    match base.path().ends_with('/') {
        true => below(base, folder, path).unwrap_or_else(|| base.clone()),
        false => base.clone(),
    }
}

/// The address of a file below a folder that has one.
fn below(base: &Url, top: &Path, path: &Path) -> Option<Url> {
    let mut address = base.clone();
    {
        let mut segments = address.path_segments_mut().ok()?;
        segments.pop_if_empty();
        for part in path.strip_prefix(top).ok()?.components() {
            segments.push(part.as_os_str().to_str()?);
        }
    }
    Some(address)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_walked_by_name_and_its_files_have_addresses() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("b 二")).unwrap();
        for name in ["c.HTML", "a.shtml", "b 二/1.htm", "style.css", "b 二/x"] {
            std::fs::write(at(name), "").unwrap();
        }
        let base = Url::parse("https://qinghe.example/xw").unwrap();
        let files = collect(&[folder.path().to_owned(), at("style.css")], Some(&base));
        let found: Vec<String> = files.pages.iter().map(|page| page.address.as_ref().unwrap().to_string()).collect();
        assert_eq!(
            found,
            [
                "https://qinghe.example/xw/a.shtml",
                "https://qinghe.example/xw/b%20%E4%BA%8C/1.htm",
                "https://qinghe.example/xw/c.HTML",
                "https://qinghe.example/xw",
            ]
        );
        assert_eq!((files.passed_over, files.failed.len()), (2, 0));
        let base = Url::parse("https://qinghe.example/xw/").unwrap();
        let files = collect(&[at("c.HTML")], Some(&base));
        assert_eq!(files.pages[0].address.as_ref().unwrap().as_str(), "https://qinghe.example/xw/c.HTML");
        assert_eq!(collect(&[at("c.HTML")], None).pages[0].address, None);
    }
}
