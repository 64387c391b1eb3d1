//! Letters that most fonts lack, and that make their lines higher than those fonts want them.

/// What a document is said to have that may have such letters.
pub const STAND_INS: &str = "letters of other fonts";

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
    starts.any(|at| html[at..].chars().next().is_some_and(is_stand_in))
        || memchr::memchr2_iter(b'&', b'\\', html.as_bytes())
            .any(|at| is_written(&html.as_bytes()[at..]))
}

fn is_stand_in(letter: char) -> bool {
    let is_in = |(first, last): &(char, char)| (*first..=*last).contains(&letter);
    letter == '₹' || SIGNS.iter().any(is_in)
}

/// Whether a text begins with a reference of HTML, or an escape of CSS or scripts, that stands for one.
fn is_written(text: &[u8]) -> bool {
    let (digits, radix, most) = match text {
        [b'&', b'#', b'x' | b'X', digits @ ..] => (digits, 16, usize::MAX),
        [b'&', b'#', digits @ ..] => (digits, 10, usize::MAX),
        [b'\\', b'u', b'{', digits @ ..] => (digits, 16, usize::MAX),
        [b'\\', b'u', digits @ ..] => (digits, 16, 4),
        [b'\\', digits @ ..] => (digits, 16, 6),
        _ => return false,
    };
    let digits = digits.iter().take(most);
    let digits = digits.map_while(|digit| char::from(*digit).to_digit(radix));
    let code = digits.fold(0_u32, |code, digit| {
        code.saturating_mul(radix).saturating_add(digit)
    });
    // Scripts write an emoji as two halves.
    let is_half = text.starts_with(b"\\u") && (0xd83c..=0xd83e).contains(&code);
    is_half || char::from_u32(code).is_some_and(is_stand_in)
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
            "&#x2705;",
            "&#X0002705 ",
            "&#9989;",
            "&#3588;",
            r"content:'\2705'",
            r"content:'\01F4CA'",
            r"'\u2705 1f'",
            r"'\ud83d\udcca'",
            r"'\u{1f4ca}'",
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
            "&#99999999999999999999;",
            "&#x;&#;&amp;&",
            r"\201C \u20ac \uac00 \e900 C:\dir \",
        ] {
            assert!(!has_stand_ins(&format!("<p>{text}</p>")), "{text}");
        }
    }
}
