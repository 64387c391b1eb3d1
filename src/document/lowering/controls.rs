//! Controls as a browser draws them: the engine draws its own in dots of the layout.

use std::fmt::Write;

use super::signs::has;

/// Selectors, and what a browser's own style sheet says of them.
const CONTROLS: [(&str, &str); 9] = [
    (
        "input,button,select,textarea",
        "-webkit-appearance:none;font-family:Arial;font-size:13.3333px;font-weight:400;font-style:normal;color:#000;\
         text-align:start;text-indent:0;letter-spacing:normal;word-spacing:normal;line-height:normal;\
         text-transform:none;margin:0",
    ),
    (
        "input,textarea",
        "background:#fff;border:1px solid #767676;padding:2px 3px;border-radius:0",
    ),
    ("textarea", "padding:3px;font-family:monospace"),
    (
        "button,input[type=button],input[type=submit],input[type=reset]",
        "text-align:center;background:#efefef;border:1px solid #767676;border-radius:3px;padding:2px 7px;\
         -webkit-box-sizing:border-box;box-sizing:border-box",
    ),
    (
        "select",
        "background-color:#fff;border:1px solid #767676;border-radius:3px;padding:1px 18px 1px 4px;\
         -webkit-box-sizing:border-box;box-sizing:border-box",
    ),
    ("select[multiple],select[size]", "padding:0"),
    (
        "input[type=checkbox]",
        "width:13px;height:13px;margin:3px 3px 3px 4px",
    ),
    (
        "input[type=radio]",
        "width:13px;height:13px;margin:3px 3px 0 5px",
    ),
    ("::-webkit-input-placeholder", "color:#757575"),
];

/// What no style sheet changes of what is ticked, but where it takes the browser's own look away.
const TICKED: [(&str, &str); 5] = [
    (
        "input[type=checkbox],input[type=radio]",
        "padding:0;border:1px solid #767676;background:#fff;border-radius:2px;-webkit-box-sizing:border-box;\
         box-sizing:border-box",
    ),
    ("input[type=radio]", "border-radius:50%"),
    (
        "input[type=checkbox]:checked",
        "border-color:#0075ff;background:#0075ff url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \
         width='11' height='11'%3E%3Cpath d='M2 5.5l2.5 2.5L9 2.5' fill='none' stroke='%23fff' \
         stroke-width='1.8'/%3E%3C/svg%3E\") no-repeat;background-size:11px 11px",
    ),
    (
        "input[type=radio]:checked",
        "border-color:#0075ff;background:#0075ff;box-shadow:inset 0 0 0 2px #fff",
    ),
    (
        "input[type=range],input[type=color],input[type=file]",
        "border:0;background:none",
    ),
];

/// The arrow of a list to choose from, which is there whatever its background, but where
/// the document may have taken it away.
const ARROW: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxNCIgaGVpZ2h0PSI2Ij48cGF0aCBkPSJNMSAxbDQgNCA0LTQiIGZpbGw9Im5vbmUiIHN0cm9rZT0iIzAwMCIgc3Ryb2tlLXdpZHRoPSIxLjgiLz48L3N2Zz4=";

/// How the controls of a document look, beside its own style sheets.
pub(super) fn style(html: &str, are_there: bool, sheets: &[String]) -> String {
    let mut style = String::new();
    let is_bare = takes_look_away(html) || sheets.iter().any(|css| takes_look_away(css));
    if are_there {
        let said = said_of_all(sheets);
        for (selector, declarations) in CONTROLS {
            let declarations = declarations.split(';');
            // There is always room for the arrow.
            let is_kept = |one: &str| selector == "select" && one.starts_with("padding");
            let left: Vec<_> = declarations
                .filter(|one| is_kept(one) || !said.iter().any(|name| sets(name, one)))
                .collect();
            let _ = write!(style, "{selector}{{{}}}", left.join(";"));
        }
        for (selector, declarations) in TICKED {
            let important = if is_bare { "" } else { "!important" };
            let _ = write!(style, "{selector}{{");
            for one in declarations.split(';') {
                let _ = write!(style, "{one}{important};");
            }
            style += "}";
        }
        style += "input[type=hidden]{display:none}";
    }
    if has(html, "<select") {
        let (selector, important) = match is_bare {
            true => ("select", ""),
            false => ("select:not([multiple]):not([size])", "!important"),
        };
        let _ = write!(
            style,
            "{selector}{{background-image:url(data:image/svg+xml;base64,{ARROW}){important};\
             background-repeat:no-repeat{important};background-position:right center{important};\
             background-size:14px 6px{important}}}\
             select[multiple],select[size]{{background-image:none}}"
        );
    }
    style
}

/// Whether something in a text takes the browser's own look away.
fn takes_look_away(text: &str) -> bool {
    text.match_indices("appearance").any(|(at, name)| {
        let rest = text[at + name.len()..].trim_start().strip_prefix(':');
        rest.is_some_and(|value| value.trim_start().starts_with("none"))
    })
}

/// The properties that lowered style sheets set for all elements. Any rule of a document counts
/// more than a browser's own, also one that weighs nothing.
fn said_of_all(sheets: &[String]) -> Vec<&str> {
    let rules = sheets.iter().flat_map(|css| css.lines());
    let rules = rules.filter_map(|rule| rule.split_once('{'));
    let of_all = rules.filter(|(selectors, _)| {
        let mut selectors = selectors.split(',').map(str::trim);
        selectors.any(|one| {
            let weight = one.strip_prefix('*');
            weight.is_some_and(|rest| {
                rest.replace(":not(#h2p)", "")
                    .replace(":not(.h2p)", "")
                    .is_empty()
            })
        })
    });
    let declarations = of_all.flat_map(|(_, body)| body.trim_end_matches('}').split(';'));
    let names = declarations.filter_map(|one| one.split_once(':'));
    names.map(|(name, _)| name.trim()).collect()
}

/// Whether a property sets what a declaration of the browser's sets, or a part of it.
fn sets(name: &str, declaration: &str) -> bool {
    let set = declaration.split(':').next().unwrap_or_default().trim();
    let is_part = |whole: &str, part: &str| {
        part.strip_prefix(whole)
            .is_some_and(|rest| rest.starts_with('-'))
    };
    name == set || is_part(name, set) || is_part(set, name)
}
