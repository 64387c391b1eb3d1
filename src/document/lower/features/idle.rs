//! Properties of screens and motion, and hints to browsers: nothing of them is to be
//! seen on paper.

use super::feature::Done::{Foreign, Lost, Lowered, Nothing};
use super::feature::{Feature, row, rows};

pub const ROWS: [Feature; 14] = [
    // What stays when it has ended.
    rows(
        "animation animation-fill-mode",
        Nothing,
        &[("forwards both", Lost)],
    ),
    row(
        "animation-* transition transition-* view-transition-* timeline-* scroll-timeline* \
         view-timeline* trigger-scope will-change",
        Nothing,
    ),
    row(
        "cursor pointer-events resize touch-action user-select caret caret-* -webkit-tap-* \
         -webkit-touch-* -webkit-user-* -webkit-app-region app-region window-drag interest-* \
         interactivity nav-*",
        Nothing,
    ),
    row(
        "scroll* overscroll* overflow-anchor -webkit-overflow-*",
        Nothing,
    ),
    row("scrollbar-color scrollbar-gutter scrollbar-width", Nothing),
    row(
        "anchor-name anchor-scope position-anchor position-try-order position-visibility",
        Nothing,
    ),
    row("contain-intrinsic-* interpolate-size isolation", Nothing),
    rows(
        "contain",
        Nothing,
        &[
            ("size strict inline-size", Lost),
            ("paint content", Lowered),
        ],
    ),
    rows("field-sizing", Nothing, &[("content", Lost)]),
    rows("content-visibility", Nothing, &[("hidden", Lost)]),
    row(
        "print-color-adjust -webkit-print-color-adjust color-adjust forced-color-adjust \
         font-display font-optical-sizing font-palette font-smooth font-smoothing \
         -webkit-font-smoothing font-synthesis* text-rendering text-size-adjust \
         -webkit-text-size-* image-resolution",
        Nothing,
    ),
    row(
        "math-depth math-shift math-style reading-flow reading-order speak speak-as alt",
        Nothing,
    ),
    // Of other browsers and programs: Chromium does not know them either.
    row(
        "-moz-* -ms-* -o-* -khtml-* -apple-* -epub-* -ah-* mso-* prince-* -prince-* *zoom \
         behavior osx-font-smoothing tap-highlight-color text-decoration-inset \
         text-emphasis-skip bookmark-* footnote-* hyphenate-* voice-* pause* rest* cue* \
         ime-mode layout-* word-space-transform",
        Foreign,
    ),
    row("_*", Foreign),
];
