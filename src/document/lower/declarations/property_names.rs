//! What a property is called in today's style sheets, and by the engine.

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

/// Under what name the engine knows a property that it knows with its prefix only.
pub fn engine_name(name: &str) -> String {
    let prefixed = name.starts_with("transform")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(ALIASES.is_sorted());
    }
}
