//! Properties of colours, backgrounds, borders and effects, and those of SVG.

use super::feature::Done::{Engine, Foreign, Lost, Lowered, Nothing, Page};
use super::feature::{Feature, row, rows};

pub const ROWS: [Feature; 56] = [
    row("color background-color", Engine),
    row("opacity", Page),
    row(
        "box-shadow transform transform-origin translate rotate scale",
        Lowered,
    ),
    row("transform-style perspective-origin", Lowered),
    rows("perspective", Lost, &[("none", Nothing)]),
    row(
        "-webkit-transform-origin-* -webkit-perspective-origin-*",
        Engine,
    ),
    row("backface-visibility", Lowered),
    rows("transform-box", Lost, &[("view-box border-box", Nothing)]),
    rows(
        "background background-image background-position background-clip",
        Lowered,
        &[("border-area space round", Lost)],
    ),
    row("-webkit-background-clip", Engine),
    row(
        "background-attachment background-origin background-position-x background-position-y \
         background-size",
        Engine,
    ),
    rows("background-repeat", Engine, &[("space round", Lost)]),
    rows(
        "background-blend-mode mix-blend-mode",
        Lost,
        &[("normal", Nothing)],
    ),
    row(
        "border border-top border-right border-bottom border-left \
         border-color border-top-color border-right-color border-bottom-color border-left-color \
         border-style border-top-style border-right-style border-bottom-style border-left-style \
         border-width border-top-width border-right-width border-bottom-width border-left-width \
         border-radius border-top-left-radius border-top-right-radius \
         border-bottom-left-radius border-bottom-right-radius",
        Engine,
    ),
    row(
        "border-inline border-inline-* border-block border-block-* border-start-* border-end-*",
        Lowered,
    ),
    row("border-image", Lowered),
    rows(
        "border-image-source",
        Lowered,
        &[("url() image-set()", Lost)],
    ),
    // Nothing without a source, which is told of.
    row("border-image-*", Nothing),
    rows("border-shape", Lost, &[("none", Nothing)]),
    rows("corner-*", Lost, &[("round", Nothing)]),
    rows("box-decoration-break", Lost, &[("slice", Nothing)]),
    row(
        "outline outline-color outline-offset outline-style outline-width",
        Engine,
    ),
    rows(
        "filter",
        Page,
        &[
            (
                "none blur(0) blur(0px) grayscale(0) grayscale(0%) sepia(0) sepia(0%) invert(0) \
                 invert(0%) hue-rotate(0) hue-rotate(0deg) brightness(1) brightness(100%) \
                 contrast(1) contrast(100%) saturate(1) saturate(100%)",
                Nothing,
            ),
            ("opacity()", Lowered),
            ("blur() url()", Lost),
            // Of an engine of 2000; browsers drop the whole value.
            ("progid:dximagetransform* alpha()", Nothing),
        ],
    ),
    row("backdrop-filter", Nothing),
    rows(
        "clip-path",
        Lost,
        &[
            ("none", Nothing),
            ("inset(50%) inset(100%) <own-box>", Lowered),
            ("polygon() circle() ellipse() inset() rect() xywh()", Page),
        ],
    ),
    rows(
        "mask mask-image",
        Lowered,
        &[
            ("none", Nothing),
            (
                "url(#* url(\"#* url('#* subtract intersect exclude luminance",
                Lost,
            ),
        ],
    ),
    row(
        "mask-clip mask-origin mask-position mask-position-x mask-position-y mask-repeat mask-size",
        Lowered,
    ),
    rows("mask-composite", Lost, &[("add source-over", Nothing)]),
    rows("mask-mode", Lost, &[("match-source alpha", Nothing)]),
    row("mask-type", Nothing),
    rows(
        "mask-border mask-border-source",
        Nothing,
        &[("<image>", Lost)],
    ),
    row("mask-border-* -webkit-mask-box-image-*", Nothing),
    row("-webkit-mask-box-image", Engine),
    rows("shape-outside", Lost, &[("none", Nothing)]),
    row("shape-margin shape-image-threshold", Nothing),
    row(
        "-webkit-border-radius -webkit-box-reflect -webkit-transform-style",
        Engine,
    ),
    // Chromium does not know these.
    row("-webkit-hyphens -webkit-backdrop-filter", Foreign),
    row("-webkit-*", Engine),
    row("appearance", Lowered),
    row("clip", Engine),
    rows("offset offset-path", Lost, &[("none normal auto", Nothing)]),
    row(
        "offset-anchor offset-distance offset-position offset-rotate",
        Nothing,
    ),
    row("accent-color", Page),
    rows("color-scheme", Nothing, &[("=dark", Lost)]),
    row(
        "fill fill-opacity fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap \
         stroke-linejoin stroke-miterlimit stroke-opacity stroke-width stop-color stop-opacity \
         flood-color flood-opacity lighting-color clip-rule marker marker-end marker-mid \
         marker-start text-anchor dominant-baseline alignment-baseline baseline-shift \
         color-interpolation color-interpolation-filters color-rendering shape-rendering \
         glyph-orientation-vertical kerning",
        Engine,
    ),
    row("cx cy r rx ry x y d", Page),
    rows("paint-order", Lost, &[("normal fill", Nothing)]),
    row("vector-effect", Engine),
    row("image-orientation", Nothing),
    row("image-rendering", Nothing),
    row("size src unicode-range", Engine),
    row(
        "-webkit-rtl-ordering -webkit-locale -webkit-text-decorations-in-effect",
        Nothing,
    ),
    row("-webkit-mask-position-x -webkit-mask-position-y", Nothing),
    row("overlay", Nothing),
    row("buffered-rendering dynamic-range-limit", Nothing),
    rows(
        "overflow-clip-margin",
        Lost,
        &[("<zero> padding-box", Nothing)],
    ),
];
