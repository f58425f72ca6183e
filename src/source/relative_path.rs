use std::path::{Component, Path, PathBuf};

/// The path as seen from a folder, with slashes, by the text of both alone: `../a` where it is not below it. The full path
/// where there is no such way, as between two disks.
pub(super) fn relative_path(path: &Path, folder: &Path) -> String {
    let folder = non_empty(folder);
    let (Some(path_parts), Some(folder_parts)) = (cleaned(path), cleaned(folder)) else {
        return slashed(path);
    };
    let mut parts = path_parts.components();
    let mut way_out = 0;
    let mut own = folder_parts.components();
    loop {
        let (mut next, mut next_own) = (parts.clone(), own.clone());
        match (next.next(), next_own.next()) {
            (Some(one), Some(other)) if one == other => (parts, own) = (next, next_own),
            (_, Some(Component::Prefix(_) | Component::RootDir)) => return slashed(&path_parts),
            (_, Some(_)) => {
                way_out += 1;
                own = next_own;
                // From here on nothing is shared, whatever it is called.
                way_out += own.clone().count();
                break;
            }
            (_, None) => break,
        }
    }
    let mut relative: PathBuf = std::iter::repeat_n("..", way_out).collect();
    relative.push(parts.as_path());
    slashed(&relative)
}

/// The folder, which is the working folder where it has no name.
pub(super) fn non_empty(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

/// The full path without `.` and `..`, by its text alone: a link is taken for what it is called.
pub(super) fn cleaned(path: &Path) -> Option<PathBuf> {
    let mut cleaned = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            part => cleaned.push(part),
        }
    }
    Some(cleaned)
}

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_folder() {
        for (path, folder, seen) in [
            ("a/b.zone", "", "a/b.zone"),
            ("./a/../b.zone", ".", "b.zone"),
            ("b.zone", "ci", "../b.zone"),
            ("/x/y/z", "/x/w/v", "../../y/z"),
            ("/x/y", "/x/y", ""),
            ("/a/c/b", "/b/c/a", "../../../a/c/b"),
        ] {
            assert_eq!(relative_path(Path::new(path), Path::new(folder)), seen);
        }
    }
}
