//! What is known of properties by their names.

use super::outcome::Outcome;

/// A property that Chromium knows under a prefix, without it.
pub fn unprefixed(name: &str) -> &str {
    let Some(plain) = name.strip_prefix("-webkit-") else {
        return name;
    };
    match plain {
        "margin-start" => "margin-inline-start",
        "margin-end" => "margin-inline-end",
        "padding-start" => "padding-inline-start",
        "padding-end" => "padding-inline-end",
        _ if ALIASES.binary_search(&plain).is_ok() => plain,
        _ => name,
    }
}

/// Properties that Chromium knows with and without the prefix, in the order of the
/// alphabet. The engine's own are passed on as they are.
const ALIASES: [&str; 78] = [
    "align-content",
    "align-items",
    "align-self",
    "animation",
    "animation-delay",
    "animation-direction",
    "animation-duration",
    "animation-fill-mode",
    "animation-iteration-count",
    "animation-name",
    "animation-play-state",
    "animation-timing-function",
    "app-region",
    "appearance",
    "backface-visibility",
    "background-clip",
    "background-origin",
    "background-size",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
    "border-image",
    "border-top-left-radius",
    "border-top-right-radius",
    "box-decoration-break",
    "box-shadow",
    "box-sizing",
    "clip-path",
    "column-gap",
    "column-rule-color",
    "column-rule-style",
    "column-rule-width",
    "column-span",
    "filter",
    "flex",
    "flex-basis",
    "flex-direction",
    "flex-flow",
    "flex-grow",
    "flex-shrink",
    "flex-wrap",
    "font-feature-settings",
    "hyphenate-character",
    "justify-content",
    "line-break",
    "line-clamp",
    "mask",
    "mask-clip",
    "mask-composite",
    "mask-image",
    "mask-origin",
    "mask-position",
    "mask-repeat",
    "mask-size",
    "opacity",
    "order",
    "perspective",
    "perspective-origin",
    "print-color-adjust",
    "ruby-position",
    "shape-image-threshold",
    "shape-margin",
    "shape-outside",
    "text-emphasis",
    "text-emphasis-color",
    "text-emphasis-position",
    "text-emphasis-style",
    "text-orientation",
    "text-size-adjust",
    "transform",
    "transform-origin",
    "transform-style",
    "transition",
    "transition-delay",
    "transition-duration",
    "transition-property",
    "transition-timing-function",
    "user-select",
    "writing-mode",
];

/// Properties that the engine does not know under any name, and others set for it.
pub fn is_unknown(name: &str) -> bool {
    matches!(
        name,
        "hyphens"
            | "text-wrap"
            | "text-wrap-mode"
            | "text-wrap-style"
            | "white-space-collapse"
            | "tab-size"
            | "text-align-last"
            | "text-justify"
            | "text-decoration-style"
            | "text-decoration-color"
            | "text-decoration-thickness"
            | "backdrop-filter"
            | "filter"
            | "clip-path"
            | "mix-blend-mode"
            | "background-blend-mode"
            | "shape-outside"
            | "counter-set"
            | "font-feature-settings"
            | "font-variation-settings"
            | "font-stretch"
            | "font-width"
            | "page"
            | "string-set"
            | "box-decoration-break"
            | "column-span"
            | "column-fill"
            | "container"
    ) || (name.starts_with("font-variant-") && name != "font-variant-caps")
}

/// Under what name the engine knows a property that it knows with its prefix only.
pub fn engine_name(name: &str) -> String {
    let prefixed = name.starts_with("transform")
        || name.starts_with("text-emphasis")
        || name.starts_with("column-")
        || name.starts_with("mask")
        || matches!(
            name,
            "perspective"
                | "perspective-origin"
                | "backface-visibility"
                | "writing-mode"
                | "text-orientation"
        );
    match name {
        "overflow-wrap" => "word-wrap".to_owned(),
        "rotate" | "scale" | "translate" => "-webkit-transform".to_owned(),
        "text-decoration-line" => "text-decoration".to_owned(),
        "font-variant-caps" => "font-variant".to_owned(),
        "line-clamp" => "-webkit-line-clamp".to_owned(),
        "border-image" => "-webkit-border-image".to_owned(),
        "break-inside" | "break-before" | "break-after" => format!("page-{name}"),
        _ if prefixed => format!("-webkit-{name}"),
        _ => name.to_owned(),
    }
}

/// Properties that only the page knows.
pub fn is_for_page_alone(name: &str) -> bool {
    const NAMES: [&str; 38] = [
        "align-content",
        "align-items",
        "align-self",
        "aspect-ratio",
        "container-name",
        "container-type",
        "flex",
        "flex-basis",
        "flex-direction",
        "flex-flow",
        "flex-grow",
        "flex-shrink",
        "flex-wrap",
        "gap",
        "grid",
        "grid-area",
        "grid-auto-columns",
        "grid-auto-flow",
        "grid-auto-rows",
        "grid-column",
        "grid-column-end",
        "grid-column-gap",
        "grid-column-start",
        "grid-gap",
        "grid-row",
        "grid-row-end",
        "grid-row-gap",
        "grid-row-start",
        "grid-template",
        "grid-template-areas",
        "grid-template-columns",
        "grid-template-rows",
        "justify-content",
        "justify-items",
        "justify-self",
        "object-fit",
        "object-position",
        "order",
    ];
    NAMES.contains(&name)
        || matches!(
            name,
            "row-gap" | "place-content" | "place-items" | "place-self" | "container" | "column-gap"
        )
}

/// Properties that the engine knows and the page must know too.
pub fn is_for_page_too(name: &str) -> bool {
    is_size(name)
        || matches!(
            name,
            "display"
                | "position"
                | "float"
                | "margin-top"
                | "margin-right"
                | "margin-bottom"
                | "margin-left"
                | "top"
                | "right"
                | "bottom"
                | "left"
                | "overflow-x"
                | "overflow-y"
        )
}

pub fn is_size(name: &str) -> bool {
    matches!(
        name,
        "width" | "height" | "min-width" | "min-height" | "max-width" | "max-height"
    )
}

/// Whether single words of the value may be colours.
pub fn has_colour(name: &str) -> bool {
    [
        "color",
        "background",
        "border",
        "outline",
        "shadow",
        "fill",
        "stroke",
        "column-rule",
        "emphasis",
        "decoration",
        "mask",
    ]
    .iter()
    .any(|part| name.contains(part))
}

pub fn is_inherited(name: &str) -> bool {
    const NAMES: [&str; 44] = [
        "border-collapse",
        "border-spacing",
        "caption-side",
        "color",
        "direction",
        "empty-cells",
        "font",
        "font-family",
        "font-size",
        "font-style",
        "font-variant",
        "font-weight",
        "hyphens",
        "letter-spacing",
        "line-height",
        "list-style",
        "list-style-image",
        "list-style-position",
        "list-style-type",
        "orphans",
        "overflow-wrap",
        "quotes",
        "tab-size",
        "text-align",
        "text-align-last",
        "text-indent",
        "text-shadow",
        "text-transform",
        "visibility",
        "white-space",
        "widows",
        "word-break",
        "word-spacing",
        "word-wrap",
        "writing-mode",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "text-anchor",
        "text-orientation",
        "stroke-opacity",
        "font-stretch",
        "fill-rule",
    ];
    NAMES.contains(&name)
}

/// Whether browsers' own sheets say much about it, so that nobody knows here what
/// `revert` goes back to.
pub fn browser_sets(name: &str) -> bool {
    name.starts_with("margin")
        || name.starts_with("padding")
        || name.starts_with("list-style")
        || matches!(
            name,
            "color"
                | "display"
                | "font-weight"
                | "font-size"
                | "font-style"
                | "font-family"
                | "font"
                | "text-decoration"
                | "text-align"
                | "vertical-align"
                | "white-space"
                | "border"
                | "unicode-bidi"
        )
}

/// `all`: the properties that matter.
pub fn all(word: &str) -> Outcome {
    const RESET: [&str; 22] = [
        "background",
        "border",
        "border-radius",
        "box-shadow",
        "box-sizing",
        "clear",
        "content",
        "float",
        "height",
        "margin",
        "max-height",
        "max-width",
        "min-height",
        "min-width",
        "opacity",
        "outline",
        "overflow",
        "padding",
        "position",
        "text-decoration",
        "vertical-align",
        "width",
    ];
    const INHERITED: [&str; 16] = [
        "color",
        "font-family",
        "font-size",
        "font-style",
        "font-variant",
        "font-weight",
        "letter-spacing",
        "line-height",
        "list-style",
        "text-align",
        "text-indent",
        "text-shadow",
        "text-transform",
        "visibility",
        "white-space",
        "word-spacing",
    ];
    let mut all = Outcome::nothing();
    for name in RESET
        .iter()
        .copied()
        .filter(|name| word != "revert" || !browser_sets(name))
    {
        let word = if word == "inherit" {
            "inherit"
        } else {
            "initial"
        };
        all = all.and(Outcome::native(name, word));
    }
    // The longhands that the page knows.
    for name in [
        "width",
        "height",
        "position",
        "float",
        "margin-top",
        "margin-right",
        "margin-bottom",
        "margin-left",
    ] {
        if word != "revert" || !browser_sets(name) {
            let word = if word == "inherit" {
                "inherit"
            } else {
                "initial"
            };
            all = all.and(Outcome::page(name, word));
        }
    }
    for name in INHERITED
        .iter()
        .copied()
        .filter(|name| word != "revert" || !browser_sets(name))
    {
        let word = if word == "initial" {
            "initial"
        } else {
            "inherit"
        };
        all = all.and(Outcome::native(name, word));
    }
    // Of `unset` and `initial`, browsers make `display: inline`.
    if matches!(word, "initial" | "unset" | "revert") {
        let display = if word == "revert" {
            Outcome::page("display", "revert")
        } else {
            Outcome::both("display", "inline")
        };
        all = all.and(display);
    }
    all
}

#[cfg(test)]
pub const NAMES_FOR_TESTS: [&str; 74] = [
    "all",
    "animation",
    "aspect-ratio",
    "backdrop-filter",
    "background",
    "background-clip",
    "background-image",
    "background-position",
    "background-repeat",
    "border",
    "border-image",
    "border-inline",
    "box-shadow",
    "break-after",
    "break-inside",
    "clip-path",
    "color",
    "column-span",
    "columns",
    "container",
    "content",
    "counter-reset",
    "counter-set",
    "display",
    "filter",
    "flex",
    "flex-flow",
    "float",
    "font",
    "font-family",
    "font-feature-settings",
    "font-style",
    "font-variant",
    "font-variant-numeric",
    "font-weight",
    "gap",
    "grid",
    "grid-area",
    "grid-template",
    "hyphens",
    "inset",
    "letter-spacing",
    "line-clamp",
    "line-height",
    "list-style",
    "list-style-type",
    "margin",
    "margin-inline",
    "mask",
    "mask-image",
    "object-fit",
    "opacity",
    "overflow",
    "padding",
    "perspective",
    "place-items",
    "position",
    "quotes",
    "rotate",
    "scale",
    "tab-size",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-shadow",
    "text-wrap",
    "transform",
    "transform-origin",
    "translate",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "writing-mode",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(ALIASES.is_sorted());
    }
}
