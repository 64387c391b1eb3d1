//! Letters that most fonts lack, and that make their lines higher than those fonts want them.

/// What a document is said to have that may have such letters.
pub const STAND_INS: &str = "letters of other fonts";

/// How scripts and references of characters begin that may stand for one.
const WRITTEN: [&str; 7] = [
    "&#x20b9", "&#x20B9", "&#8377", "&#x1f", "&#x1F", "&#128", "&#129",
];

/// Emoji, Devanagari and Thai: page/fallbacks.js names the same.
const SIGNS: [(char, char); 36] = [
    ('\u{231a}', '\u{231b}'),
    ('\u{23e9}', '\u{23ec}'),
    ('\u{23f0}', '\u{23f0}'),
    ('\u{23f3}', '\u{23f3}'),
    ('\u{25fd}', '\u{25fe}'),
    ('\u{2614}', '\u{2615}'),
    ('\u{2648}', '\u{2653}'),
    ('\u{267f}', '\u{267f}'),
    ('\u{2693}', '\u{2693}'),
    ('\u{26a1}', '\u{26a1}'),
    ('\u{26aa}', '\u{26ab}'),
    ('\u{26bd}', '\u{26be}'),
    ('\u{26c4}', '\u{26c5}'),
    ('\u{26ce}', '\u{26ce}'),
    ('\u{26d4}', '\u{26d4}'),
    ('\u{26ea}', '\u{26ea}'),
    ('\u{26f2}', '\u{26f3}'),
    ('\u{26f5}', '\u{26f5}'),
    ('\u{26fa}', '\u{26fa}'),
    ('\u{26fd}', '\u{26fd}'),
    ('\u{2705}', '\u{2705}'),
    ('\u{270a}', '\u{270b}'),
    ('\u{2728}', '\u{2728}'),
    ('\u{274c}', '\u{274c}'),
    ('\u{274e}', '\u{274e}'),
    ('\u{2753}', '\u{2755}'),
    ('\u{2757}', '\u{2757}'),
    ('\u{2795}', '\u{2797}'),
    ('\u{27b0}', '\u{27b0}'),
    ('\u{27bf}', '\u{27bf}'),
    ('\u{2b1b}', '\u{2b1c}'),
    ('\u{2b50}', '\u{2b50}'),
    ('\u{2b55}', '\u{2b55}'),
    // The others of that kind.
    ('\u{1f000}', '\u{1faff}'),
    ('\u{900}', '\u{97f}'),
    ('\u{e01}', '\u{e5b}'),
];

/// Whether a document has letters in it for which another font than its own may serve.
pub fn has_stand_ins(html: &str) -> bool {
    // The first bytes of all of them.
    let mut starts = memchr::memchr3_iter(0xe0, 0xe2, 0xf0, html.as_bytes());
    let is_one = |at: usize| {
        let letter = html[at..].chars().next().unwrap_or_default();
        letter == '₹'
            || SIGNS
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&letter))
    };
    starts.any(is_one)
        || WRITTEN
            .iter()
            .any(|sign| memchr::memmem::find(html.as_bytes(), sign.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thai_devanagari_rupees_and_emoji_want_another_font() {
        for text in [
            "ราคา",
            "नमस्ते",
            "₹ 100",
            "฿",
            "✅",
            "📊",
            "&#8377;",
            "&#x1f4ca;",
        ] {
            assert!(has_stand_ins(&format!("<p>{text}</p>")), "{text}");
        }
        for text in [
            "Grüße",
            "한글 ₩ 100",
            "請求書",
            "– “a” • … € ✓ ★",
            "فاتورة",
            "&#169;",
        ] {
            assert!(!has_stand_ins(&format!("<p>{text}</p>")), "{text}");
        }
    }
}
