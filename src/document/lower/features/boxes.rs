//! Properties of boxes: layout, sizes, places, breaks and pages.

use super::feature::Done::{Engine, Lost, Lowered, Nothing, Page};
use super::feature::{Feature, row, rows};

pub const ROWS: [Feature; 34] = [
    row("all", Lowered),
    rows(
        "display",
        Page,
        &[
            ("ruby-text ruby-base ruby-text-container", Lost),
            ("ruby", Lost),
            (
                "inline block inline-block none list-item table inline-table table-row table-cell \
                 table-row-group table-header-group table-footer-group table-column \
                 table-column-group table-caption -webkit-box -webkit-inline-box",
                Engine,
            ),
        ],
    ),
    rows("position", Engine, &[("sticky fixed -webkit-sticky", Page)]),
    row("top right bottom left z-index clear", Engine),
    rows("float", Engine, &[("inline-start inline-end", Lowered)]),
    row("inset inset-*", Lowered),
    row("container container-name container-type", Page),
    rows(
        "width height min-width min-height max-width max-height",
        Engine,
        &[
            ("min-content max-content fit-content stretch", Page),
            ("calc-size() anchor-size()", Lost),
        ],
    ),
    row(
        "inline-size block-size min-inline-size min-block-size max-inline-size max-block-size",
        Lowered,
    ),
    row("aspect-ratio object-fit object-position", Page),
    rows("object-view-box", Lost, &[("none", Nothing)]),
    row("box-sizing", Engine),
    row(
        "margin margin-top margin-right margin-bottom margin-left \
         padding padding-top padding-right padding-bottom padding-left",
        Engine,
    ),
    row(
        "margin-inline* margin-block* padding-inline* padding-block*",
        Lowered,
    ),
    rows(
        "overflow overflow-x overflow-y overflow-inline overflow-block",
        Engine,
        &[("clip", Lowered)],
    ),
    row(
        "flex flex-flow flex-direction flex-wrap flex-grow flex-shrink flex-basis order",
        Page,
    ),
    rows("flex-line-count", Lost, &[("auto", Nothing)]),
    row(
        "gap row-gap column-gap grid-gap grid-row-gap grid-column-gap",
        Page,
    ),
    row(
        "align-content align-items align-self justify-content justify-items justify-self \
         place-content place-items place-self",
        Page,
    ),
    rows(
        "grid grid-template grid-template-columns grid-template-areas \
         grid-auto-columns grid-auto-rows grid-auto-flow grid-area grid-row grid-row-start \
         grid-row-end grid-column grid-column-start grid-column-end",
        Page,
        &[("masonry", Lost)],
    ),
    rows("grid-template-rows", Page, &[("masonry", Lost)]),
    row(
        "columns column-count column-width column-fill column-span \
         -webkit-columns -webkit-column-count -webkit-column-width \
         column-rule column-rule-color column-rule-style column-rule-width \
         -webkit-column-rule -webkit-column-rule-color -webkit-column-rule-style \
         -webkit-column-rule-width",
        Page,
    ),
    rows(
        "row-rule row-rule-style rule rule-style",
        Nothing,
        &[("solid dashed dotted double groove ridge inset outset", Lost)],
    ),
    // They say nothing without a style, which is warned of.
    row("column-rule-* row-rule-* rule-*", Nothing),
    rows(
        "column-height column-wrap",
        Lost,
        &[("auto nowrap", Nothing)],
    ),
    row(
        "-webkit-box-align -webkit-box-direction -webkit-box-flex -webkit-box-ordinal-group \
         -webkit-box-orient -webkit-box-pack -webkit-column-break-*",
        Engine,
    ),
    row(
        "table-layout caption-side empty-cells border-collapse border-spacing \
         -webkit-border-horizontal-spacing -webkit-border-vertical-spacing",
        Engine,
    ),
    rows("vertical-align", Engine, &[("first last", Lowered)]),
    rows("baseline-source", Lost, &[("auto first", Nothing)]),
    row("break-before break-after break-inside", Lowered),
    row(
        "page-break-before page-break-after page-break-inside orphans widows visibility zoom",
        Engine,
    ),
    rows("page", Page, &[("auto", Nothing)]),
    rows(
        "string-set page-orientation page-margin-safety bleed marks",
        Lost,
        &[("none auto upright", Nothing)],
    ),
    rows(
        "position-area position-try position-try-fallbacks",
        Lost,
        &[("none", Nothing)],
    ),
];
