use super::*;

#[test]
fn newer_scripts_are_seen() {
    for script in [
        "let x = 1",
        "const x = 1",
        "a => a",
        "`a`",
        "class A {}",
        "async function f() {}",
        "function* f() {}",
        "for (var x of list) f(x)",
        "for (var [a, b] of list) f(a)",
        "f(...list)",
        "a?.b",
        "a ?? b",
        "a ** b",
        "a ||= b ?? 1",
        "var {a} = b",
        "var [a] = b",
        "[a, b] = [b, a]",
        "({a} = b)",
        "function f(a = 1) {}",
        "function f({a}) {}",
        "function f([a]) {}",
        "x = {a, b: 1}",
        "x = {b: 1, a}",
        "x = {f() {}}",
        "x = {'f'() {}}",
        "x = {[a]: 1}",
        "try { a() } catch { b() }",
        "try { a() } catch ([b]) {}",
        "a = {get 'b'() {}, set 1(c) {}, get __proto__() {}}",
        "var a\\u{62}c",
        "a()\n--> b",
        "0b11 + 0o17",
        "1_000",
        "10n",
        "/a/u.test(b)",
        "/(?<a>b)/.test(c)",
        "'\\u{1f600}'",
        "f(a, b,)",
        "new.target",
        "if (a) /'/.test(b), c => d",
        "if (a) { b() } /'/.test(b), c => d",
        "a = 'it never ends",
        "'use strict'; (function () { if (a) { function b() {} } })()",
        "'use strict'; if (a) { function b() {} }",
    ] {
        assert!(is_newer(script), "{script}");
    }
}

#[test]
fn scripts_of_es5_are_left() {
    for script in [
        "",
        "var a = 'let us => go', b = \"class\"; // const",
        "/* `class` */ var let_ = 1;",
        "var a = {class: 1, let: 2, async: true}; a.class = a.let / 2; a.async()",
        "if (a) { b } else if (c) { d() } for (var i in x) { e(i) }",
        "var a = b ? c : .5, d = e?.5:1;",
        "x = y / 2 / z; var r = /[`'\"/]=>/g; r.test('`')",
        "a[0] = 1; a[b[0]] = 2; a.b[0] = [1, 2]; f()[0] = 1; (a)[0] = 1",
        "function f(a, b) { return { a: a, get b() { return 1 }, set b(c) {} } }",
        "return a(), b}",
        "while (a()) { b() } do { c() } while (d); switch (e) { case 1: f(); default: g() }",
        "try { a() } catch (e) { b() } finally { c() }",
        "'a\\\nb'; 0x1F; 1e5; .5e-1; 1.5",
        "(function () { 'use strict'; var a = function () { b() }; function c() {} })();",
        "a = b\n? c\n: d",
        "a = (b + c) / 2 + '`' + d / 2; if (e) /[`]/.test(f)",
        "var of = 1; of = 2; f(of)",
        "x = {'a': 1, 2: [3], b: {c: 4}}",
    ] {
        assert!(!is_newer(script), "{script}");
    }
}

#[test]
fn modules_are_told_by_how_their_lines_begin() {
    for module in [
        "import a from 'b'",
        "var a;\n  import {a} from 'b'",
        "import'a'",
        "x();export{a as b};",
        "export default 1",
        "export * from 'a'",
    ] {
        assert!(has_modules(module), "{module}");
    }
    for script in [
        "import('a')",
        "a.export = 1",
        "exports.a = 1",
        "// to import\nf()",
        "'export'",
    ] {
        assert!(!has_modules(script), "{script}");
    }
}

#[test]
fn nothing_makes_it_fall() {
    for script in [
        "}",
        ")))",
        "'\\",
        "/",
        "/[",
        "\\",
        "/*",
        "//",
        "한글 = '",
        "\u{2028}",
    ] {
        let _ = is_newer(script);
    }
}
