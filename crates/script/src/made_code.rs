//! Code that a script makes when it runs was not lowered: what makes it comes from the
//! prelude. It is told from the syntax of today, of which lowering leaves nothing.

use swc_common::{DUMMY_SP, Mark, SyntaxContext};
use swc_ecma_ast::{Callee, Expr, ExprOrSpread, Ident, Lit, MemberProp, Program};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{call, global, global_or, string};
use super::{Kind, lower, scan};

/// Whether a script may make any.
pub fn may_make(source: &str) -> bool {
    ["Function", "eval", "constructor"]
        .iter()
        .any(|word| memchr::memmem::find(source.as_bytes(), word.as_bytes()).is_some())
}

/// Has `eval` and the constructor of async functions know the code of today; and `Function`, where the
/// page has `proxies`. Without them the page finds another one by its name (`own/function-today.js`).
pub fn see_made_code(program: &mut Program, unresolved: Mark, proxies: bool) {
    program.visit_mut_with(&mut MadeCode {
        mark: unresolved,
        unresolved: SyntaxContext::empty().apply_mark(unresolved),
        proxies,
    });
}

/// Whether a text that `eval` is given, as it stands, is newer than ES5: bundles that are made to be
/// looked into have all their code in such texts.
pub fn is_newer(callee: &Callee, args: &[ExprOrSpread]) -> bool {
    let (Callee::Expr(callee), [only]) = (callee, args) else {
        return false;
    };
    matches!(&**callee, Expr::Ident(name) if &*name.sym == "eval")
        && text(only).is_some_and(scan::is_newer)
}

fn text(arg: &ExprOrSpread) -> Option<&str> {
    match &*arg.expr {
        Expr::Lit(Lit::Str(text)) if arg.spread.is_none() => text.value.as_str(),
        _ => None,
    }
}

struct MadeCode {
    mark: Mark,
    unresolved: SyntaxContext,
    proxies: bool,
}

impl MadeCode {
    fn is_global(&self, expr: &Expr, name: &str) -> bool {
        matches!(expr, Expr::Ident(one) if &*one.sym == name && one.ctxt == self.unresolved)
    }

    fn replace(&self, callee: &mut Expr, args: &[ExprOrSpread]) {
        if !self.proxies || !self.is_global(callee, "Function") {
            return;
        }
        // A way to have the global object, in many libraries.
        let global = match args {
            [only] => matches!(&*only.expr, Expr::Lit(Lit::Str(text)) if {
                text.value.as_str().is_some_and(|text| text.trim_end_matches(';') == "return this")
            }),
            _ => false,
        };
        if !global {
            *callee = self.ident("$PxFunction");
        }
    }

    fn ident(&self, name: &str) -> Expr {
        Ident::new(name.into(), DUMMY_SP, self.unresolved).into()
    }

    /// `eval`, `(0, eval)` or `window.eval`.
    fn evaluates(&self, callee: &Expr) -> bool {
        match callee {
            Expr::Ident(_) => self.is_global(callee, "eval"),
            Expr::Paren(inner) => self.evaluates(&inner.expr),
            Expr::Seq(all) => all.exprs.last().is_some_and(|last| self.evaluates(last)),
            Expr::Member(member) => {
                member.prop.is_ident_with("eval")
                    && ["window", "self", "globalThis"]
                        .iter()
                        .any(|name| self.is_global(&member.obj, name))
            }
            _ => false,
        }
    }

    fn evaluated(&self, arg: &mut ExprOrSpread) {
        if let Some(source) = text(arg) {
            if scan::is_newer(source)
                && let Ok(lowered) = lower(source, Kind::Script, self.proxies)
                && let Some(code) = lowered.code
            {
                *arg.expr = Expr::Lit(Lit::Str(string(&code)));
            }
        } else if arg.spread.is_none() {
            let name = if self.proxies { "$PxCode" } else { "h2pCode" };
            let given = std::mem::take(&mut *arg.expr);
            // A frame or a worker has no prelude.
            let otherwise = global("String", self.mark);
            let today = global_or(name, "function", self.mark, otherwise);
            *arg.expr = call(today, vec![given]);
        }
    }

    /// An async function, or its prototype.
    fn is_async(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Fn(function) => function.function.is_async && !function.function.is_generator,
            Expr::Arrow(arrow) => arrow.is_async,
            Expr::Paren(inner) => self.is_async(&inner.expr),
            Expr::Call(call) => match (&call.callee, &call.args[..]) {
                (Callee::Expr(callee), [only]) => {
                    matches!(&**callee, Expr::Member(member)
                        if member.prop.is_ident_with("getPrototypeOf"))
                        && self.is_async(&only.expr)
                }
                _ => false,
            },
            _ => false,
        }
    }
}

impl VisitMut for MadeCode {
    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        match expr {
            Expr::New(made) => {
                let args = made.args.as_deref().unwrap_or_default();
                self.replace(&mut made.callee, args);
            }
            Expr::Call(call) => {
                if let Callee::Expr(callee) = &mut call.callee {
                    self.replace(callee, &call.args);
                    if let [only] = &mut call.args[..]
                        && self.evaluates(callee)
                    {
                        self.evaluated(only);
                    }
                }
            }
            Expr::Member(member) => {
                let constructor =
                    matches!(&member.prop, MemberProp::Ident(name) if &*name.sym == "constructor");
                if constructor && self.is_async(&member.obj) {
                    *expr = match self.proxies {
                        true => self.ident("$PxAsyncFunction"),
                        // A frame or a worker has no prelude.
                        false => {
                            let otherwise = global("Function", self.mark);
                            global_or("h2pAsyncFunction", "function", self.mark, otherwise)
                        }
                    };
                }
            }
            _ => {}
        }
        expr.visit_mut_children_with(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(source: &str, wanted: &str) {
        let lowered = lower(source, Kind::Script, false).unwrap();
        assert_eq!(lowered.code.as_deref(), Some(wanted));
    }

    #[test]
    fn what_is_evaluated_is_of_the_prelude_where_it_is_not_known() {
        let today = "typeof h2pCode===\"function\"?h2pCode:String";
        becomes("let a = eval(b)", &format!("var a=eval(({today})(b));"));
        becomes(
            "(0, eval)(`${b}`)",
            &format!("(0,eval)(({today})(\"\".concat(b)));"),
        );
        becomes(
            "eval('let a = () => 1')",
            "eval(\"var a=function a(){return 1;};\");",
        );
        becomes("let f = eval; f('let a')", "var f=eval;f(\"let a\");");
    }

    #[test]
    fn scripts_in_es5_stay_unless_a_text_of_theirs_is_newer() {
        for source in [
            "eval('(' + a + ')')",
            "eval('var a = 1')",
            "a.eval('let b')",
        ] {
            assert_eq!(
                lower(source, Kind::Script, false).unwrap().code,
                None,
                "{source}"
            );
        }
        assert!(scan::is_newer("eval('let b')"));
    }
}
