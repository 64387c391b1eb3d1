//! Code that a script makes when it runs was not lowered: what makes it comes from the
//! prelude. It is told from the syntax of today, of which lowering leaves nothing.

use swc_common::{Mark, SyntaxContext};
use swc_ecma_ast::{Callee, Expr, ExprOrSpread, Lit, MemberProp, Program};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::forms::ident;

/// Has `Function` and the constructor of async functions know proxies.
pub fn see_made_code(program: &mut Program, unresolved: Mark) {
    program.visit_mut_with(&mut MadeCode {
        unresolved: SyntaxContext::empty().apply_mark(unresolved),
    });
}

struct MadeCode {
    unresolved: SyntaxContext,
}

impl MadeCode {
    fn is_global(&self, expr: &Expr, name: &str) -> bool {
        matches!(expr, Expr::Ident(one) if &*one.sym == name && one.ctxt == self.unresolved)
    }

    fn replace(&self, callee: &mut Expr, args: &[ExprOrSpread]) {
        if !self.is_global(callee, "Function") {
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
            *callee = ident("$PxFunction", self.unresolved);
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
                }
            }
            Expr::Member(member) => {
                let constructor =
                    matches!(&member.prop, MemberProp::Ident(name) if &*name.sym == "constructor");
                if constructor && self.is_async(&member.obj) {
                    *expr = ident("$PxAsyncFunction", self.unresolved);
                }
            }
            _ => {}
        }
        expr.visit_mut_children_with(self);
    }
}
