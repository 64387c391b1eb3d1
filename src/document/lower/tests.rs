use serde_json::Value;

use super::*;

fn lowered(css: &str) -> Lowered {
    lowered_with(css, |_| ())
}

fn lowered_with(css: &str, change: impl FnOnce(&mut Context<'_>)) -> Lowered {
    let of_scripts = OfScripts::default();
    let mut ctx = Context {
        own_sheets: 1,
        media: Media {
            print: true,
            width: 700.0,
            height: 1000.0,
            page: (700.0, 1000.0),
        },
        screen: None,
        words: None,
        attributes: &[],
        of_scripts: &of_scripts,
        strokes: false,
        rounds: false,
        code: false,
        drawings: false,
        pages: false,
        tabs: false,
        is_late: &|| false,
    };
    change(&mut ctx);
    style_sheets(&[Sheet { css, media: "" }], &ctx)
}

fn plain(css: &str) -> String {
    lowered(css).css.concat().replace('\n', "")
}

#[test]
fn conditions_are_resolved() {
    assert_eq!(
        plain(
            "@media print{a{color:red}} @media screen{a{color:blue}} @supports(display:grid){b{top:0}}"
        ),
        "a{color:red;}b{top:0;}"
    );
}

#[test]
fn rules_in_rules_are_flattened() {
    assert_eq!(
        plain(".a{color:red;&.b{color:blue}> c{left:0} @media print{right:0}}"),
        ".a{color:red;}.a.b{color:blue;}.a > c{left:0;}.a{right:0;}"
    );
}

#[test]
fn layers_lie_below_the_rest() {
    assert_eq!(
        plain("@layer x,y; a{color:red} @layer y{a{color:blue}} @layer x{#i{color:green}}"),
        "#i{color:green;}a:not(#h2p):not(#h2p){color:blue;}a:not(#h2p):not(#h2p):not(#h2p){color:red;}"
    );
}

#[test]
fn layers_in_layers_lie_below_their_own() {
    assert_eq!(
        plain(
            "@layer x{a{top:0} @layer y{a{top:1px}}} @layer z{a{top:2px}} @layer x.y{b{top:3px}}"
        ),
        "a{top:1px;}b{top:3px;}a:not(#h2p){top:0;}a:not(#h2p):not(#h2p){top:2px;}"
    );
}

#[test]
fn what_custom_properties_begin_with_lies_below_all_layers() {
    let css = "@property --a{syntax:\"*\";inherits:false;initial-value:0}\
        @layer x{.a{--a:1px;left:var(--a)}}";
    let table = lowered(css).table.unwrap();
    let table: Value = serde_json::from_str(&table.json).unwrap();
    let vars: Vec<_> = table["vars"].as_array().unwrap().iter().collect();
    let weight = |selector: &str| {
        let found = vars.iter().find(|var| var[0] == selector).unwrap();
        found[1].as_u64().unwrap()
    };
    assert!(weight("*") < weight(".a"));
}

#[test]
fn boxes_that_inherit_how_they_are_sized_are_told_it() {
    let told = |more: &str| {
        plain(&format!(
            "html{{box-sizing:border-box}}*,*::before{{box-sizing:inherit}}{more}"
        ))
    };
    assert!(!told("hr{box-sizing:content-box}").contains("inherit"));
    assert!(!told(".a{box-sizing:border-box}").contains("inherit"));
    assert!(told(".a{box-sizing:content-box}").contains("inherit"));
    assert!(plain("*{box-sizing:inherit}").contains("inherit"));
}

#[test]
fn of_important_declarations_the_lowest_layer_wins() {
    assert_eq!(
        plain(
            "@layer x{a::before{color:red;top:0!important}} a::before{color:blue;top:1px!important}"
        ),
        "a::before{color:red;}a:not(#h2p)::before{top:0!important;}a:not(#h2p)::before{color:blue;}a::before{top:1px!important;}"
    );
}

#[test]
fn rules_for_the_page_weigh_what_their_layer_says() {
    let table = lowered("@layer x{#a{display:flex}} p{display:grid}")
        .table
        .unwrap();
    let table: Value = serde_json::from_str(&table.json).unwrap();
    let weights: Vec<_> = table["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule[1].as_u64().unwrap())
        .collect();
    assert_eq!(weights, [1_000_000, 2_000_001]);
}

#[test]
fn the_page_is_asked_whether_it_needs_the_helper_where_that_hangs_on_sizes() {
    let needed = |css, pages, drawings| {
        let change = |ctx: &mut Context<'_>| (ctx.pages, ctx.drawings) = (pages, drawings);
        lowered_with(css, change).table.map(|table| table.needed)
    };
    assert_eq!(needed("a{color:red}", false, false), None);
    assert_eq!(needed("a{color:red}", true, false), Some(Needed::ForPages));
    assert_eq!(needed("a{color:red}", false, true), Some(Needed::ForSizes));
    let nowrap = "a{white-space:nowrap}";
    assert_eq!(needed(nowrap, false, false), Some(Needed::ForSizes));
    let fixed = "table{table-layout:fixed}";
    assert_eq!(needed(fixed, false, false), Some(Needed::ForSizes));
    assert_eq!(needed("a{display:flex}", true, true), Some(Needed::Always));
}

#[test]
fn sides_of_borders_are_told_where_corners_may_be_round() {
    let sides = |css: &str, rounds: bool| {
        let lowered = lowered_with(css, |ctx| ctx.rounds = rounds);
        let table = lowered.table.expect("flex needs the page");
        table.json.contains("border-sides")
    };
    let square = "a{display:flex} td{border-bottom:1px solid}";
    assert!(!sides(square, false));
    assert!(sides(square, true));
    assert!(sides(&format!("{square} b{{border-radius:2px}}"), false));
    assert!(sides(
        &format!("{square} b{{border-radius:var(--r)}}"),
        false
    ));
}

#[test]
fn a_document_that_needs_nothing_has_no_table() {
    assert!(lowered("a{color:red;width:50%}").table.is_none());
    assert!(lowered("a{display:flex}").table.is_some());
}

#[test]
fn what_is_lost_is_told_with_its_line() {
    let lost = lowered("a{\ncolor:red;\nmix-blend-mode:multiply}\np::column{color:red}").lost;
    let told: Vec<_> = lost
        .iter()
        .map(|lost| (lost.line, lost.feature.as_str()))
        .collect();
    assert_eq!(told, [(2, "mix-blend-mode: multiply"), (3, "::column")]);
}

#[test]
fn faces_lose_their_hints() {
    assert_eq!(
        plain(
            "@font-face{font-family:x;src:url(a.woff2) format('woff2'),local(y);font-weight:100 900}"
        ),
        "@font-face{font-family:x;src:url(a.woff2), local(y);font-weight:400;-h2p-weights:100 900;}"
    );
}

#[test]
fn the_sign_of_nesting_in_strings_and_attributes_is_another() {
    assert_eq!(
        plain("a[href*=\"?a&b\"]{top:0}"),
        "a[href*=\"?a&b\"]{top:0;}"
    );
    assert_eq!(
        plain(".x{a[b='&']{top:0} a[b='&'] &{top:1px}}"),
        ".x a[b='&']{top:0;}a[b='&'] .x{top:1px;}"
    );
}

#[test]
fn rules_that_nobody_knows_are_told() {
    let told: Vec<_> =
        lowered("@keyframes x{} @-moz-document url(){} @counter-style x{} @nonsense y;")
            .lost
            .into_iter()
            .map(|lost| lost.feature)
            .collect();
    assert_eq!(told, ["@counter-style", "@nonsense"]);
}

#[test]
fn what_grows_too_large_is_told_once() {
    let css = format!(
        ":root{{--a:{}}}{}",
        "x ".repeat(20_000),
        "a{font-family:var(--a)}".repeat(200)
    );
    let lowered = lowered(&css);
    assert!(lowered.css.concat().len() < 6 * css.len() + (1 << 20));
    let told = lowered
        .lost
        .iter()
        .filter(|lost| lost.feature == "rules that grow too large")
        .count();
    assert_eq!(told, 1);
}

#[test]
fn columns_are_left_to_the_page() {
    let lowered = lowered("a{column-count:2;top:0}");
    assert_eq!(lowered.css.concat(), "a:not(.h2p){top:0;}\n");
    assert!(
        lowered
            .table
            .unwrap()
            .json
            .contains("\"column-count\":\"2\"")
    );
}
#[test]
fn what_pseudo_elements_take_from_variables_is_for_the_page() {
    let icons = lowered(".fa:before{content:var(--fa)} .fa-x{--fa:\"X\"} .fa-y{--fa:\"Y\"}");
    let table: Value = serde_json::from_str(&icons.table.unwrap().json).unwrap();
    assert_eq!(table["rules"][0][0], ".fa:before");
    assert_eq!(table["rules"][0][3]["content"], "var(--fa)");
}

/// All files of the helper are one program, in which the later of two would take the
/// place of the other without a word.
#[test]
fn no_name_of_the_helper_is_given_twice() {
    let names = super::HELPER.lines().filter_map(|line| {
        let named = line
            .strip_prefix("function ")
            .or(line.strip_prefix("var "))?;
        named
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
    });
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{name}");
    }
    assert!(seen.len() > 100);
}

/// A page is printed when they have ended.
#[test]
fn animations_leave_their_last_frame() {
    let frames = "@keyframes f{from{opacity:0}50%,to{opacity:1}}";
    let left = |rule: &str| plain(&format!("{frames}.a{{opacity:.2;{rule}}}"));
    for stays in [
        "animation:f 1s .2s ease forwards",
        "animation:1s cubic-bezier(.2, .8, .2, 1) both f",
        "animation-name:f;animation-duration:1s;animation-fill-mode:forwards",
    ] {
        assert!(
            left(stays).contains("opacity:1!important"),
            "{}",
            left(stays)
        );
    }
    for goes in [
        // What would hide what is there, or begins when the page is printed.
        "animation:f 1s reverse forwards",
        "animation:f 1s 30s forwards",
        "animation:f 1s paused both",
        "animation:f 1s",
        "animation:f 1s infinite forwards",
        "animation:g 1s forwards",
        "animation:f 1s alternate both",
    ] {
        assert!(!left(goes).contains("important"), "{}", left(goes));
    }
    let all = "animation:f 1s forwards";
    for (still, stays) in [
        ("*{animation:none!important}", false),
        (".a.calm{animation-name:none}", false),
        ("*,*::before{animation:none}", false),
        (".calm{animation:none}", true),
    ] {
        let made = plain(&format!("{frames}.a{{{all}}}@media print{{{still}}}"));
        assert_eq!(
            made.contains("opacity:1!important"),
            stays,
            "{still}: {made}"
        );
    }
}

/// A small sheet does not make large ones of itself.
#[test]
fn animations_leave_no_more_than_there_is_room_for() {
    let frame: String = (0..3000).map(|n| format!("--v{n}:1;")).collect();
    let rules: String = (0..600)
        .map(|n| format!(".r{n}{{animation:f 1s forwards,f 1s forwards}}"))
        .collect();
    let made = plain(&format!("@keyframes f{{to{{opacity:1;{frame}}}}}{rules}"));
    let left = made.matches("opacity:1!important").count();
    assert!((100..=200).contains(&left), "{left}");
}
