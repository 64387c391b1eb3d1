//! Properties of text, fonts, lists and generated content.

use super::feature::Done::{Engine, Lost, Lowered, Nothing, Page};
use super::feature::{Feature, row, rows};

pub const ROWS: [Feature; 50] = [
    rows("font font-family", Lowered, &[("<dashed>", Lost)]),
    row("font-size", Engine),
    row("font-style", Lowered),
    row("font-weight", Lowered),
    rows("font-stretch font-width", Lost, &[("normal 100%", Nothing)]),
    // The digits of the bundle's fonts are lining and of one width, and the engine sets
    // the ligatures of a font as browsers do.
    rows(
        "font-variant font-variant-caps font-variant-ligatures font-variant-numeric \
         font-variant-east-asian font-variant-alternates font-variant-position font-variant-emoji",
        Lost,
        &[
            (
                "normal none lining-nums tabular-nums common-ligatures contextual auto text",
                Nothing,
            ),
            ("small-caps", Page),
        ],
    ),
    rows(
        "font-feature-settings",
        Lost,
        &[(
            "normal 1 on \"kern\" \"liga\" \"calt\" \"tnum\" \"lnum\" \"clig\" \
             'kern' 'liga' 'calt' 'tnum' 'lnum' 'clig'",
            Nothing,
        )],
    ),
    rows("font-variation-settings", Lost, &[("normal", Nothing)]),
    rows("font-language-override", Lost, &[("normal", Nothing)]),
    rows("font-size-adjust", Lost, &[("none", Nothing)]),
    rows("font-kerning", Nothing, &[("none", Lost)]),
    row("line-height letter-spacing word-spacing", Lowered),
    rows(
        "text-align",
        Engine,
        &[("match-parent -webkit-match-parent justify-all", Lowered)],
    ),
    rows("text-align-last", Page, &[("auto", Nothing)]),
    rows("text-justify", Lost, &[("auto inter-word", Nothing)]),
    rows("text-indent", Engine, &[("hanging each-line", Lost)]),
    rows(
        "text-transform",
        Lost,
        &[("none capitalize uppercase lowercase", Engine)],
    ),
    rows(
        "text-decoration text-decoration-line text-decoration-style text-decoration-color \
         text-decoration-thickness",
        Lowered,
        &[
            ("currentcolor auto from-font solid", Nothing),
            ("dotted dashed double <colour> <length>", Page),
            ("wavy spelling-error grammar-error", Lost),
        ],
    ),
    rows("text-underline-offset", Page, &[("auto", Nothing)]),
    rows(
        "text-underline-position",
        Lost,
        &[("auto from-font", Nothing)],
    ),
    row("text-decoration-skip text-decoration-skip-ink", Nothing),
    row(
        "text-emphasis text-emphasis-style text-emphasis-color text-emphasis-position",
        Page,
    ),
    row("text-shadow", Lowered),
    row("text-overflow", Engine),
    row(
        "-webkit-text-fill-color -webkit-text-stroke -webkit-text-stroke-*",
        Engine,
    ),
    row("-webkit-text-security", Engine),
    row(
        "white-space white-space-collapse text-wrap text-wrap-mode overflow-wrap",
        Lowered,
    ),
    row("word-wrap", Engine),
    rows(
        "word-break",
        Engine,
        &[("keep-all", Page), ("auto-phrase", Lost)],
    ),
    row("text-wrap-style", Nothing),
    rows("line-break", Nothing, &[("anywhere", Lowered)]),
    rows("hyphens", Nothing, &[("auto", Lost)]),
    row(
        "hyphenate-character hyphenate-limit-* hyphenate-limit",
        Nothing,
    ),
    row("tab-size", Page),
    rows("line-clamp", Page, &[("none", Nothing)]),
    rows("initial-letter", Page, &[("normal", Nothing)]),
    rows(
        "text-box text-box-trim text-box-edge text-fit text-group-align",
        Lost,
        &[("normal none", Nothing)],
    ),
    row(
        "hanging-punctuation text-autospace text-spacing-trim",
        Nothing,
    ),
    rows("writing-mode", Page, &[("horizontal-tb lr lr-tb", Nothing)]),
    // Only of vertical text, in which letters of East Asia stand upright all the same.
    rows("text-orientation", Nothing, &[("upright", Page)]),
    rows(
        "text-combine-upright -webkit-text-combine",
        Lost,
        &[("none", Nothing)],
    ),
    rows(
        "direction unicode-bidi",
        Engine,
        &[
            ("plaintext -webkit-plaintext", Lost),
            (
                "isolate isolate-override -webkit-isolate -webkit-isolate-override",
                Lowered,
            ),
        ],
    ),
    rows(
        "ruby-position ruby-align ruby-overhang",
        Lost,
        &[("auto over space-around none alternate", Nothing)],
    ),
    rows(
        "list-style list-style-type",
        Engine,
        &[
            (
                "<string> cjk-decimal cjk-earthly-branch cjk-heavenly-stem \
             cjk-ideographic simp-chinese-informal trad-chinese-informal japanese-informal \
             simp-chinese-formal trad-chinese-formal japanese-formal \
             korean-hangul-formal korean-hanja-formal korean-hanja-informal \
             hiragana hiragana-iroha katakana katakana-iroha",
                Page,
            ),
            (
                "disclosure-closed disclosure-open ethiopic-numeric tamil",
                Lost,
            ),
        ],
    ),
    row("list-style-position list-style-image", Engine),
    rows(
        "content",
        Engine,
        &[(
            "linear-gradient() radial-gradient() repeating-linear-gradient() \
             repeating-radial-gradient() conic-gradient() image-set()",
            Lost,
        )],
    ),
    rows("counter-reset", Engine, &[("<dashed> reversed()", Lost)]),
    rows("counter-increment", Lowered, &[("<dashed>", Lost)]),
    rows("counter-set", Page, &[("none", Nothing)]),
    rows("quotes", Nothing, &[("<string>", Lost)]),
];
