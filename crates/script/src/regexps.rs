//! Regular expressions with groups that look behind or have names, or with sets (`v`), which the engine cannot read:
//! the prelude's `RegExp` makes them (`scripts/prelude/own/regexp-flags.js`).

use swc_common::{DUMMY_SP, Mark, SyntaxContext};
use swc_ecma_ast::{BinExpr, BinaryOp, Expr, ExprOrSpread, Ident, Lit, NewExpr};
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
        let has_sets = has_sets(&regexp.exp, &regexp.flags);
        if !regexp.exp.contains("(?<") && !has_sets {
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
        if has_sets {
            // Of a plain text swc writes out properties, and parts a set at each of their ranges.
            let plain = std::mem::take(&mut args[0].expr);
            *args[0].expr = Expr::Bin(BinExpr {
                span: DUMMY_SP,
                op: BinaryOp::Add,
                left: plain,
                right: Box::new(Expr::Lit("".into())),
            });
        }
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

/// Whether an expression reckons with sets, or asks for what several letters are together.
fn has_sets(text: &str, flags: &str) -> bool {
    let signs = [
        "--",
        "&&",
        "[[",
        "\\q{",
        "_Sequence}",
        "RGI_Emoji",
        "Basic_Emoji",
    ];
    flags.contains('v') && signs.iter().any(|sign| text.contains(sign))
}
