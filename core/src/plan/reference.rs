//! The reference of a plan's keys, for people: `core/data/KEYS.md`.

use super::{PlanKey, PlanOption};

/// The reference of every key of a plan, in Markdown that ends with a newline.
pub fn keys_markdown() -> String {
    let mut out = String::from(
        "# Keys of `plan.yaml`\n\n\
         Made from `core/src/plan/keys/mod.rs` by `UPDATE=1 cargo test --test it plan_keys`; do not edit.\n\n\
         A plan begins with `version: 1`; every other key may be left out. A dot leads into a mapping, so that \
         `certificates.leaf.days` is `certificates: {leaf: {days: 365}}`; `*` stands for the name of a component or of a \
         surface. An option of the command line wins over the file. The page takes the same keys, in its address too: \
         `#2&certificates.leaf.days=365`.\n\n\
         | key | option, such as | default | meaning |\n|---|---|---|---|\n",
    );
    for key in PlanKey::all() {
        let text = &key.text;
        let option = format!("`--{} {}`", key.option, text.example);
        out.push_str(&format!(
            "| `{}` | {option} | {} | {}{} |\n",
            key.path,
            key.default,
            text.about,
            words(key)
        ));
    }
    let repeatable: Vec<_> = PlanOption::all()
        .filter(|option| option.is_repeatable())
        .map(|option| format!("`--{}`", option.long))
        .collect();
    out.push_str(&format!(
        "\nThese may stand several times, and take several values with commas between them: {}.\n",
        repeatable.join(", ")
    ));
    out
}

fn words(key: &PlanKey) -> String {
    let Some(words) = key.words() else {
        return String::new();
    };
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    format!(" Words: {}.", words.join(", "))
}
