//! How wide texts are before a browser has drawn them.

/// How wide a letter is from `a` on, in thousandths of its size: in DejaVu Sans,
/// the widest of the fonts that `--sans` in `www/style/base.css` may come to.
const LETTERS: [i32; 26] = [
    613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
    392, 634, 592, 818, 592, 592, 525,
];
const DASH: i32 = 361;
const SPACE: i32 = 318;
/// Digits, and whatever else is seldom written on a node.
const OTHER: i32 = 640;
/// Capitals, and the sign of multiplication.
const WIDE: i32 = 840;

/// How wide `text` is at most, in letters of `size`.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let letter = |letter: char| match letter {
        '-' => DASH,
        ' ' => SPACE,
        '×' | 'A'..='Z' => WIDE,
        'a'..='z' => {
            let place = usize::try_from(letter as u32 - 'a' as u32).ok();
            place
                .and_then(|place| LETTERS.get(place))
                .copied()
                .unwrap_or(OTHER)
        }
        _ => OTHER,
    };
    (text.chars().map(letter).sum::<i32>() * size + 999) / 1000
}
