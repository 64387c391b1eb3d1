//! What counts as an import, on small crates that are made up. Each test has a
//! twin that is clean, or shows the failure that its rule is there for.

use std::collections::BTreeMap;

use super::rules::{Barred, Rule, broken, flags_elsewhere};
use super::tree::{Tree, circles};

fn tree(files: &[(&str, &str)]) -> Tree {
    let files: BTreeMap<_, _> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    Tree::of(&files).unwrap()
}

/// The files that each file imports, as `a.rs > b.rs`.
fn edges(files: &[(&str, &str)]) -> Vec<String> {
    let tree = tree(files);
    let mut edges = Vec::new();
    for (from, others) in tree.edges() {
        edges.extend(others.keys().map(|to| format!("{from} > {to}")));
    }
    edges
}

fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    circles(&tree(files).edges())
}

#[test]
fn a_circle_is_named_by_its_files_and_what_they_import() {
    let lib = ("lib.rs", "mod a; mod b; mod c;");
    let there = ("a.rs", "use crate::b::B; pub struct A(B);");
    let back = ("b.rs", "pub struct B; fn f() { crate::c::g(); }");
    let around = ("c.rs", "pub fn g() {} fn h() { let _: super::a::A; }");
    assert_eq!(
        circles_of(&[lib, there, back, around]),
        ["a.rs -(B)-> b.rs -(g)-> c.rs -(A)-> a.rs"]
    );
    let straight = ("c.rs", "pub fn g() {}");
    assert!(circles_of(&[lib, there, back, straight]).is_empty());
}

#[test]
fn two_knots_are_told_apart() {
    let found = circles_of(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::a::A; pub struct B;"),
        ("c.rs", "use crate::d::D; use crate::a::A; pub struct C;"),
        ("d.rs", "use crate::c::C; pub struct D;"),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn every_way_to_name_an_item_is_an_import() {
    for text in [
        "use crate::b::Item;",
        "use super::b::Item;",
        "use crate::{b::{Item, Other as O}};",
        "fn f() -> crate::b::Item { todo!() }",
        "use crate::b; fn f(_: b::Item) {}",
        "use crate::b as other; fn f(_: other::Item) {}",
        "use crate::b::{self}; fn f() { b::Item::new() }",
        "use crate::b::*; fn f(_: Item) {}",
        "fn f() { format!(\"{}\", crate::b::Item::NAME); }",
        "impl crate::b::Item {}",
        "mod inner { use super::super::b::Item; }",
        "macro_rules! m { () => { $crate::b::Item } }",
    ] {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("b.rs", "pub struct Item; pub struct Other;"),
        ];
        let found = edges(&[&files[..], &[("a.rs", text)]].concat());
        assert_eq!(found, ["a.rs > b.rs"], "{text}");
    }
}

#[test]
fn what_names_no_item_is_no_import() {
    for text in [
        "use crate::b;",
        "// use crate::b::Item;",
        "const TEXT: &str = \"crate::b::Item\";",
        "#[cfg(test)] mod tests { use crate::b::Item; }",
        "#[cfg(test)] use crate::b::Item;",
        "#[cfg(test)] pub fn f() -> crate::b::Item { todo!() }",
        "#[cfg(any(test, fuzzing))] pub mod check { use crate::b::Item; }",
        "use std::b::Item;",
        "use crate::b::*; fn f(_: Unknown) {}",
    ] {
        let files = [("lib.rs", "mod a; mod b;"), ("b.rs", "pub struct Item;")];
        let found = edges(&[&files[..], &[("a.rs", text)]].concat());
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "#[cfg(not(test))] use crate::b::Item;"),
        ("b.rs", "pub struct Item;"),
    ];
    assert_eq!(edges(&files), ["a.rs > b.rs"]);
}

#[test]
fn a_second_address_leads_to_where_an_item_is_defined() {
    let lib = ("lib.rs", "pub mod room; mod user;");
    let room = (
        "room/mod.rs",
        "mod inside; pub use inside::Item; pub use inside::deep::*;",
    );
    let inside = ("room/inside/mod.rs", "pub mod deep; pub struct Item;");
    let deep = ("room/inside/deep.rs", "pub fn dive() {}");
    for (text, file) in [
        ("use crate::room::Item;", "room/inside/mod.rs"),
        ("fn f() { crate::room::dive(); }", "room/inside/deep.rs"),
    ] {
        let found = edges(&[lib, room, inside, deep, ("user.rs", text)]);
        assert_eq!(found, [format!("user.rs > {file}")], "{text}");
    }
}

#[test]
fn a_mod_file_and_those_below_it_are_a_circle_only_where_each_uses_the_other() {
    let lib = ("lib.rs", "mod room;");
    let below = (
        "room/part.rs",
        "use super::Whole; pub struct Part; impl Whole {}",
    );
    for (room, is_circle) in [
        ("mod part; pub struct Whole;", false),
        ("mod part; pub use part::Part; pub struct Whole;", false),
        (
            "mod part; pub use part::Part; pub struct Whole(Part);",
            true,
        ),
        ("mod part; pub struct Whole(part::Part);", true),
        ("mod part; use part::Part; pub struct Whole(Part);", true),
    ] {
        let found = circles_of(&[lib, ("room/mod.rs", room), below]);
        assert_eq!(!found.is_empty(), is_circle, "{room}: {found:?}");
    }
    // What stands in the folder beside it is none of its own.
    let beside = ("room/part.rs", "use super::other::Other; pub struct Part;");
    let room = (
        "room/mod.rs",
        "mod other; mod part; pub struct Whole(part::Part);",
    );
    let other = ("room/other.rs", "pub struct Other;");
    assert!(circles_of(&[lib, room, beside, other]).is_empty());
}

#[test]
fn modules_that_bring_in_all_of_each_other_come_to_an_end() {
    let found = edges(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "pub use crate::b::*; pub struct A;"),
        ("b.rs", "pub use crate::a::*; fn f(_: A, _: Nowhere) {}"),
    ]);
    assert_eq!(found, ["b.rs > a.rs"]);
}

#[test]
fn a_file_that_no_module_declares_is_told() {
    let files = BTreeMap::from([
        ("lib.rs".to_owned(), String::new()),
        ("lost.rs".to_owned(), String::new()),
    ]);
    assert!(Tree::of(&files).err().unwrap().contains("lost.rs"));
    let of_tests = BTreeMap::from([
        ("lib.rs".to_owned(), "#[cfg(test)] mod tests;".to_owned()),
        ("tests.rs".to_owned(), String::new()),
    ]);
    assert!(Tree::of(&of_tests).is_ok());
}

#[test]
fn a_rule_sees_through_other_names_and_holds_for_its_rooms_alone() {
    let rules = [
        Rule {
            names: &["crate::engine"],
            barred: Barred::These(&["net/"]),
            why: "no",
        },
        Rule {
            names: &["std::env", "http"],
            barred: Barred::AllBut(&["config/"]),
            why: "no",
        },
    ];
    let of = |files: &[(&str, &str)]| broken(&rules, &tree(files).imports());
    let lib = "mod config; pub mod engine; mod net; mod other; pub use engine::Engine;";
    let house = |net: &'static str, other: &'static str, config: &'static str| {
        of(&[
            ("lib.rs", lib),
            ("engine.rs", "pub struct Engine;"),
            ("net/mod.rs", net),
            ("other.rs", other),
            ("config/mod.rs", config),
        ])
    };
    let none: [&str; 0] = [];
    assert_eq!(house("", "", ""), none);
    let (engine, env) = (
        "use crate::engine::Engine;",
        "fn f() { std::env::var(\"X\"); }",
    );
    assert_eq!(house("", engine, env), none);
    // A module of ours may be called like a crate.
    assert_eq!(house("", "mod http { } use self::http as h;", ""), none);
    assert_eq!(house("use crate::Engine;", "", "").len(), 1);
    assert_eq!(house("use crate::engine;", "", "").len(), 1);
    assert_eq!(
        house("", "use std::env; fn f() { env::var(\"X\"); }", "").len(),
        2
    );
    assert_eq!(house("", "fn f(_: http::Request<()>) {}", "").len(), 1);
    assert_eq!(house("use std::{env::{self, var}};", "", "").len(), 2);
}

#[test]
fn a_flag_is_seen_wherever_the_engine_s_room_spells_it() {
    let spelled = |file: &str, text: &str| {
        let strings = [text.to_owned()];
        flags_elsewhere([(file, &strings[..])].into_iter(), "engine/args.rs").len()
    };
    assert_eq!(spelled("engine/run.rs", "--title"), 1);
    assert_eq!(spelled("engine/args.rs", "--title"), 0);
    assert_eq!(spelled("cli/args.rs", "--title"), 0);
    assert_eq!(spelled("engine/run.rs", "-- a remark"), 0);
    assert_eq!(spelled("engine/install.rs", "--preload"), 0);
}
