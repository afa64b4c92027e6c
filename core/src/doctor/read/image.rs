//! Images of containers: their parts, and what `images` of Kustomize makes of them.

use crate::document::Node;

/// The lists whose items have images.
pub(super) const OF_IMAGES: [&str; 2] = ["containers", "initContainers"];

/// More containers are in no pod.
const MOST_IMAGES: usize = 100;

/// An image or a tag without the digest behind it: `2.17.0` of `2.17.0@sha256:0123`.
pub(super) fn without_digest(text: &str) -> &str {
    text.split('@').next().unwrap_or(text)
}

/// An image without its digest, and its tag: `grafana/mimir` and `2.17.0`.
pub(super) fn split_image(image: &str) -> (&str, &str) {
    let image = without_digest(image);
    match image.rsplit_once(':') {
        // The colon of a port stands before a slash.
        Some((path, tag)) if !tag.contains('/') => (path, tag),
        _ => (image, ""),
    }
}

/// The images in an object, without their tags.
pub(super) fn images(node: &Node) -> Vec<String> {
    let mut found: Vec<String> = node.items().iter().flat_map(images).collect();
    for (key, value) in node.entries() {
        found.extend(images(value));
        if OF_IMAGES.contains(&key.text.as_str()) {
            let all = value.items().iter().map(|it| it.text_at(&["image"]));
            found.extend(all.map(|it| split_image(it).0.to_owned()));
        }
    }
    found.truncate(MOST_IMAGES);
    found
}

/// An image as an entry of `images` makes it; none where it means another.
pub(super) fn image_in(entry: &Node, image: &Node) -> Option<Node> {
    let text = image.text()?;
    let (name, tag) = split_image(text);
    let digest = text.split_once('@').map_or("", |(_, digest)| digest);
    (name == entry.text_at(&["name"])).then_some(())?;
    let set = |key: &str| {
        entry
            .at(key)
            .filter(|it| it.text().is_some_and(|it| !it.is_empty()))
    };
    let text_of = |node: Option<&Node>| node.and_then(Node::text).unwrap_or_default().to_owned();
    let (to, new, by) = (set("newName"), set("newTag"), set("digest"));
    let suffix = set("tagSuffix").filter(|_| new.is_none() && by.is_none());
    let (tag, digest) = match (new, by, suffix) {
        (None, None, None) => (tag.to_owned(), digest.to_owned()),
        (None, None, Some(_)) => (format!("{tag}{}", text_of(suffix)), String::new()),
        _ => (text_of(new), text_of(by)),
    };
    let mut all = to.and_then(Node::text).unwrap_or(name).to_owned();
    for (sign, part) in [(':', tag), ('@', digest)] {
        if !part.is_empty() {
            all.push(sign);
            all.push_str(&part);
        }
    }
    let from = new.or(by).or(suffix).or(to)?;
    Some(Node::scalar(&all, from.place()))
}
