//! Controls as a browser draws them: the engine draws its own in dots of the layout.

use std::fmt::Write;

use crate::text::has;
/// Selectors, and what a browser's own style sheet says of them.
const CONTROLS: [(&str, &str); 16] = [
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
    ("textarea", "padding:2px;font-family:monospace"),
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
    // Its margin is no part of what stands on the line.
    (
        "input[type=checkbox]",
        "width:13px;height:13px;margin:3px 3px 3px 4px;vertical-align:-3px",
    ),
    (
        "input[type=radio]",
        "width:13px;height:13px;margin:3px 3px 0 5px",
    ),
    (
        "input[type=date],input[type=time],input[type=month],input[type=week],input[type=datetime-local]",
        "font-family:monospace;padding:2px 2px 2px 4px",
    ),
    (
        "input[type=range]",
        "width:129px;height:16px;margin:2px;padding:0",
    ),
    (
        "input[type=image]",
        "background:transparent;border:0;padding:0",
    ),
    (
        "input[type=color]",
        "width:50px;height:27px;padding:0;-webkit-box-sizing:border-box;box-sizing:border-box",
    ),
    (
        "progress,meter",
        "-webkit-appearance:none;display:inline-block;width:10em;height:1em;vertical-align:-.2em;background:none;border:0;border-radius:0",
    ),
    ("meter", "width:5em"),
    (
        "input:disabled,textarea:disabled,fieldset[disabled] input,fieldset[disabled] textarea",
        "background-color:#fafafa;border-color:#d6d6d6",
    ),
    (
        "button:disabled,select:disabled,input[type=submit]:disabled,input[type=button]:disabled,\
         input[type=reset]:disabled,fieldset[disabled] button,fieldset[disabled] select",
        "color:#b7b7b7;border-color:#d6d6d6;background-color:#fafafa",
    ),
];

/// Parts of controls, and how little is seen of those that the page draws.
const PARTS: &str = "::-webkit-input-placeholder{color:#757575}\
    progress::-webkit-progress-bar,progress::-webkit-progress-value,meter::-webkit-meter-bar,\
    meter::-webkit-meter-optimum-value,meter::-webkit-meter-suboptimum-value,\
    meter::-webkit-meter-even-less-good-value{background:transparent;border:0;border-radius:0}\
    input::-webkit-outer-spin-button,input::-webkit-inner-spin-button{display:none}\
    input::-webkit-search-cancel-button,input::-webkit-search-decoration{-webkit-appearance:none}\
    input::-webkit-file-upload-button{-webkit-appearance:none;background:#efefef;border:1px solid #767676;\
    border-radius:3px;padding:2px 7px;margin-right:4px;font:13.3333px Arial;color:#000}";

/// What no style sheet changes of what is ticked, where the browser's own look stays.
const TICKED: &str = "input[type=checkbox],input[type=radio]{padding:0!important;border:0!important;\
    background-color:transparent!important;background-repeat:no-repeat!important;\
    background-position:50% 50%!important;background-size:contain!important;border-radius:0!important;\
    -webkit-box-sizing:border-box!important;box-sizing:border-box!important}\
    input[type=range],input[type=color],input[type=file]{border:0!important;background-color:transparent!important}";

/// The states of what is ticked, and what is drawn of each in 13 dots.
const STATES: [(&str, &str); 8] = [
    (
        "input[type=checkbox]",
        "<rect x='.5' y='.5' width='12' height='12' rx='2' fill='#fff' stroke='#767676'/>",
    ),
    (
        "input[type=checkbox]:checked",
        "<rect width='13' height='13' rx='2' fill='#0075ff'/><path d='M3 6.7l2.4 2.4L10 4.2' fill='none' stroke='#fff' \
         stroke-width='1.8'/>",
    ),
    (
        "input[type=checkbox]:disabled",
        "<rect x='.5' y='.5' width='12' height='12' rx='2' fill='#fcfcfc' stroke='#d6d6d6'/>",
    ),
    (
        "input[type=checkbox]:checked:disabled",
        "<rect width='13' height='13' rx='2' fill='#d6d6d6'/><path d='M3 6.7l2.4 2.4L10 4.2' fill='none' stroke='#fff' \
         stroke-width='1.8'/>",
    ),
    (
        "input[type=radio]",
        "<circle cx='6.5' cy='6.5' r='6' fill='#fff' stroke='#767676'/>",
    ),
    (
        "input[type=radio]:checked",
        "<circle cx='6.5' cy='6.5' r='6' fill='#fff' stroke='#0075ff'/><circle cx='6.5' cy='6.5' r='3.75' fill='#0075ff'/>",
    ),
    (
        "input[type=radio]:disabled",
        "<circle cx='6.5' cy='6.5' r='6' fill='#fcfcfc' stroke='#d6d6d6'/>",
    ),
    (
        "input[type=radio]:checked:disabled",
        "<circle cx='6.5' cy='6.5' r='6' fill='#fff' stroke='#d6d6d6'/><circle cx='6.5' cy='6.5' r='3.75' fill='#d6d6d6'/>",
    ),
];

/// What is ticked where a document takes the browser's own look away from some of it.
const BARE: &str = "input[type=checkbox],input[type=radio]{padding:0;border:1px solid #767676;background:#fff;border-radius:2px;\
    -webkit-box-sizing:border-box;box-sizing:border-box}input[type=radio]{border-radius:50%}\
    input[type=checkbox]:checked{border-color:#0075ff;background:#0075ff url(\"data:image/svg+xml,\
    %3Csvg xmlns='http://www.w3.org/2000/svg' width='11' height='11'%3E%3Cpath d='M2 5.5l2.5 2.5L9 2.5' fill='none' \
    stroke='%23fff' stroke-width='1.8'/%3E%3C/svg%3E\") no-repeat;background-size:11px 11px}\
    input[type=radio]:checked{border-color:#0075ff;background:#0075ff;box-shadow:inset 0 0 0 2px #fff}\
    input[type=range],input[type=color],input[type=file]{border:0;background:none}";

/// How what is ticked looks, whatever a style sheet says of borders and backgrounds.
fn ticked() -> String {
    let mut style = TICKED.to_owned();
    for (selector, shapes) in STATES {
        let shapes = shapes
            .replace('#', "%23")
            .replace('<', "%3C")
            .replace('>', "%3E");
        let _ = write!(
            style,
            "{selector}{{background-image:url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \
             width='13' height='13'%3E{shapes}%3C/svg%3E\")!important}}"
        );
    }
    style
}

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
        style += PARTS;
        match is_bare {
            true => style += BARE,
            false => style += &ticked(),
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
