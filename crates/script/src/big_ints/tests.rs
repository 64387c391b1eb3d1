use crate::{Kind, lower};

fn lowered(source: &str) -> String {
    lower(source, Kind::Script, false).unwrap().code.unwrap()
}

#[test]
fn what_may_be_of_any_size_is_reckoned_by_calls() {
    for (source, part) in [
        ("a = 10n", "a=h2pBig.of(\"10\")"),
        ("a = 0xffn", "h2pBig.of(\"255\")"),
        ("a = b * 2n", "a=h2pBig.mul(b,h2pBig.of(\"2\"))"),
        ("a += 1n", "a=h2pBig.add(a,h2pBig.of(\"1\"))"),
        ("a.b -= 1n", "h2pBig.set(a,\"b\",\"sub\",h2pBig.of(\"1\"))"),
        ("1n; a++", "h2pBig.step(a=h2pBig.step(a,1),-1)"),
        ("BigInt(a) > b", "h2pBig.gt(h2pBig(a),b)"),
        ("1n; while (a) f()", "while(h2pBig.truth(a))"),
        ("var a = 1n; typeof a", "h2pBig.type(a)"),
        ("1n; Number(a)", "h2pBig.num(a)"),
        ("-5n", "h2pBig.neg(h2pBig.of(\"5\"))"),
        ("a === 5n", "a===h2pBig.of(\"5\")"),
    ] {
        let code = lowered(source);
        assert!(code.contains(part), "{source}: {code}");
    }
}

#[test]
fn numbers_stay_as_they_are() {
    let code = lowered("1n; for (var i = 0; i < a.length; i++) b[i * 2] = c.length + 1");
    for part in ["i<a.length", "i++", "i*2", "c.length+1"] {
        assert!(code.contains(part), "{part}: {code}");
    }
    assert!(!lowered("let a = typeof BigInt; b + c").contains("h2pBig"));
}

#[test]
fn of_a_library_only_what_names_them_is_seen() {
    let rest = "/* */".repeat(40_000);
    let code = lowered(&format!(
        "(function(){{function a(x){{return x+1n}}function b(x,y){{return x+y}}}})();{rest}"
    ));
    assert!(code.contains("return h2pBig.add(x,"), "{code:.300}");
    assert!(code.contains("return x+y"), "{code:.300}");
}
