use crate::{Kind, lower};

#[track_caller]
fn becomes(source: &str, wanted: &str) {
    let code = lower(source, Kind::Script, true).unwrap().code.unwrap();
    assert_eq!(code, wanted, "{source}");
}

#[test]
fn properties_ask_for_proxies() {
    becomes(
        "function f(a) { return a.b }",
        "function f(a){return a instanceof $Px?$Px.g(a,\"b\"):a.b;}",
    );
    becomes(
        "function f(a) { a.b = 1 }",
        "function f(a){a instanceof $Px?$Px.s(a,\"b\",1):a.b=1;}",
    );
    becomes(
        "function f(a, c) { a.b(c()) }",
        "function f(a,c){(a instanceof $Px?$Px.m(a,\"b\"):a).b(c());}",
    );
    becomes(
        "function f(a, c) { a().b += c() }",
        "function f(a,c){var _p0,_p1;_p0=a(),\
         _p1=(_p0 instanceof $Px?$Px.g(_p0,\"b\"):_p0.b)+c(),\
         _p0 instanceof $Px?$Px.s(_p0,\"b\",_p1):_p0.b=_p1;}",
    );
}

#[test]
fn what_is_surely_none_is_not_asked() {
    for source in [
        "Math.max(1,2);",
        "document.title=\"a\";",
        "var a=[1,2].length;",
        "function f(){var list=[];list.push(1);return arguments.length;}",
        "(function(){function g(){}g.prototype.h=1;})();",
    ] {
        becomes(source, source);
    }
}

/// Whatever stands in whatever, a script grows by so much a property.
#[test]
fn nothing_is_written_twice() {
    let size = |depth: usize| {
        let source = format!(
            "x={}",
            "f(a().b[c.d+=".repeat(depth) + "1" + &"])".repeat(depth)
        );
        let code = lower(&source, Kind::Script, true).unwrap().code.unwrap();
        code.len()
    };
    let (one, two) = (size(20), size(40));
    assert!(two < 3 * one, "{one} {two}");
}

#[test]
fn lines_are_kept() {
    let source = "var a = b\n  .c\n  .d(\n  e.f\n);\ng.h\n  = i.j;\n";
    let code = lower(source, Kind::Script, true).unwrap().code.unwrap();
    let lines: Vec<&str> = code.split('\n').collect();
    assert_eq!(lines.len(), source.split('\n').count());
    assert!(lines[3].contains("\"f\""), "{code}");
    assert!(lines[6].contains("\"j\""), "{code}");
}

#[test]
fn a_script_that_only_looks_for_them_is_left() {
    use super::names_proxies;
    assert!(names_proxies("x = new Proxy({}, {})"));
    assert!(names_proxies("Proxy.revocable(a, b)"));
    assert!(names_proxies("new window\n.Proxy(a, b)"));
    assert!(!names_proxies(
        "typeof Proxy === 'function'; newProxy(); var Proxy_"
    ));
}

#[test]
fn what_makes_code_is_of_the_prelude() {
    becomes(
        "new Function('a', b); Function(b); Function('return this')();",
        "new $PxFunction(\"a\",b);$PxFunction(b);Function(\"return this\")();",
    );
    becomes(
        "var A = Object.getPrototypeOf(async function () {}).constructor;",
        "var A=$PxAsyncFunction;",
    );
}
