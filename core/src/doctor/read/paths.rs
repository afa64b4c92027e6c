//! Paths as texts have them: from a folder on, around what a template makes, by their
//! ends.

/// A path from a folder on.
pub(super) fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a file may be called as a text says it is, around the expressions and
/// the variables in that.
pub(super) fn is_called(name: &str, written: &str) -> bool {
    let starts = ["{{", "${"].iter().filter_map(|it| written.find(it));
    let (Some(start), Some(end)) = (starts.min(), written.rfind('}')) else {
        return name == written;
    };
    let begins = written.get(..start).unwrap_or_default();
    let ends = written.get(end + 1..).unwrap_or_default();
    // A name that is nothing but a variable says nothing.
    let is_said = begins.len() + ends.len() > ".yaml".len();
    let is_long = name.len() > begins.len() + ends.len();
    is_said && is_long && name.starts_with(begins) && name.ends_with(ends)
}

/// How many parts two paths end with alike: their names, and folders before
/// them. A file of variables may end in `.env` where it is handed over.
pub(super) fn common_end(file: &str, path: &str) -> usize {
    let file = file.trim_start_matches("./");
    let bare = |part: &str| part.strip_suffix(".env").unwrap_or(part).to_owned();
    file.rsplit('/')
        .zip(path.rsplit('/'))
        .take_while(|(one, other)| one == other || bare(one) == bare(other))
        .count()
}
