//! Regular expressions with groups that look behind or have names, which the engine cannot read:
//! the prelude's `RegExp` makes them (`scripts/prelude/own/regexp-flags.js`).

use swc_common::{DUMMY_SP, Mark, SyntaxContext};
use swc_ecma_ast::{Expr, ExprOrSpread, Ident, Lit, NewExpr};
use swc_ecma_visit::{VisitMut, VisitMutWith};

/// Has them made of a text, when they are come to.
pub struct Regexps {
    pub unresolved: Mark,
}

impl VisitMut for Regexps {
    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        expr.visit_mut_children_with(self);
        let Expr::Lit(Lit::Regex(regexp)) = expr else {
            return;
        };
        if !regexp.exp.contains("(?<") {
            return;
        }
        let name = Ident::new(
            "RegExp".into(),
            DUMMY_SP,
            SyntaxContext::empty().apply_mark(self.unresolved),
        );
        let text = |text: &str| ExprOrSpread {
            spread: None,
            expr: Box::new(Expr::Lit(text.into())),
        };
        let mut args = vec![text(&regexp.exp)];
        if !regexp.flags.is_empty() {
            args.push(text(&regexp.flags));
        }
        *expr = Expr::New(NewExpr {
            span: regexp.span,
            callee: Box::new(Expr::Ident(name)),
            args: Some(args),
            ..NewExpr::default()
        });
    }
}
