//! What is known of properties by their names.

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

/// Properties that only the page knows.
pub fn is_for_page_alone(name: &str) -> bool {
    const NAMES: [&str; 40] = [
        "accent-color",
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
        "initial-letter",
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
            "row-gap"
                | "text-align-last"
                | "text-orientation"
                | "place-content"
                | "place-items"
                | "place-self"
                | "container"
                | "column-gap"
        )
}

/// Properties that the engine knows and the page must know too.
pub fn is_for_page_too(name: &str) -> bool {
    is_size(name)
        || matches!(
            name,
            "display"
                | "position"
                | "z-index"
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
