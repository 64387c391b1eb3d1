//! At-rules, selectors, functions and other parts of values.

use super::feature::Done::{Engine, Lost, Lowered, Nothing, Page};
use super::feature::{Feature, row};

pub const AT_RULES: [Feature; 8] = [
    row("media supports layer scope import", Lowered),
    row("container counter-style", Page),
    row("font-face", Lowered),
    row("page", Lowered),
    row("charset namespace", Engine),
    row("property", Lowered),
    row(
        "keyframes starting-style view-transition position-try font-palette-values viewport \
         custom-media -*",
        Nothing,
    ),
    row(
        "font-feature-values color-profile function mixin apply",
        Lost,
    ),
];

pub const PSEUDO_CLASSES: [Feature; 7] = [
    row(
        "root empty first-child last-child only-child nth-child nth-last-child first-of-type \
         last-of-type only-of-type nth-of-type nth-last-of-type link lang checked default \
         disabled enabled indeterminate in-range out-of-range invalid valid optional required \
         read-only read-write before after first-line first-letter \
         -webkit-any -webkit-any-link",
        Engine,
    ),
    row(
        "is where not any-link dir scope defined open placeholder-shown",
        Lowered,
    ),
    row("has", Page),
    // They hold of no element on paper.
    row(
        "hover active focus focus-visible focus-within visited target target-before target-after \
         target-current current past future fullscreen modal popover-open picture-in-picture \
         user-valid user-invalid autofill state host host-context active-view-transition \
         active-view-transition-type interest-source interest-target xr-overlay \
         -webkit-full-screen -webkit-autofill window-inactive",
        Nothing,
    ),
    row(
        "corner-present decrement double-button end horizontal increment no-button \
         single-button start vertical",
        Nothing,
    ),
    row("-webkit-drag", Nothing),
    row("-webkit-autofill-*", Nothing),
];

pub const PSEUDO_ELEMENTS: [Feature; 7] = [
    row(
        "before after first-line first-letter selection -webkit-input-placeholder",
        Engine,
    ),
    row(
        "-webkit-progress-* -webkit-meter-* -webkit-file-upload-button",
        Engine,
    ),
    row("-webkit-*", Nothing),
    row("marker", Page),
    row(
        "backdrop checkmark cue details-content grammar-error highlight \
         interest-button picker picker-icon scroll-button scroll-marker \
         scroll-marker-group search-text slotted spelling-error target-text view-transition \
         view-transition-group view-transition-image-pair view-transition-new \
         view-transition-old",
        Nothing,
    ),
    row("placeholder file-selector-button part", Lowered),
    row("column", Lost),
];

/// Each row has one name.
pub const VALUES: [Feature; 27] = [
    row(
        "calc(), min(), max(), clamp(), round(), abs(), sign() and trigonometry",
        Lowered,
    ),
    row("var(), env()", Lowered),
    row(
        "vw, vh, vmin, vmax and their kin, rem, ch, ic, lh, rlh, Q",
        Lowered,
    ),
    row("min-content, max-content, fit-content, stretch", Page),
    row(
        "rgb(), hsl(), hwb(), lab(), lch(), oklab(), oklch(), color(), color-mix(), light-dark()",
        Lowered,
    ),
    row(
        "linear-gradient(), radial-gradient() and repeating ones",
        Lowered,
    ),
    row("image-set()", Lowered),
    row("conic-gradient(), beside backgrounds", Lost),
    row("conic-gradient() with lengths", Lost),
    row("linear-gradient() to a corner, beside backgrounds", Lost),
    row("radial-gradient() as an ellipse, beside backgrounds", Lost),
    row("border-image with a round gradient", Lost),
    row("border-image without fill", Lost),
    row("text-shadow with blur", Lost),
    row("currentColor in a mixed colour", Lost),
    row("counter() in a style of its own", Lost),
    row("revert to what a browser says", Lost),
    row("text-shadow together with text-stroke", Lost),
    row("rules that grow too large", Lost),
    row("so many rules", Lost),
    row("nesting of so many selectors", Lost),
    row("a selector that stands for too many", Lost),
    row("cross-fade()", Lost),
    row("image()", Lost),
    row("if()", Lost),
    row("logical properties beside a vertical writing-mode", Lost),
    row("anchor()", Lost),
];
