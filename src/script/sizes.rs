//! Sizes that scripts ask for by the names of properties. The engine lets nobody put a
//! getter in the place of its own, so what reads one has the page laid out first.

use swc_common::{DUMMY_SP, Mark, SyntaxContext};
use swc_ecma_ast::{
    BinExpr, BinaryOp, ComputedPropName, Expr, Ident, Lit, MemberExpr, MemberProp, SeqExpr,
    UnaryExpr, UnaryOp,
};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{call, string};

const NAMES: [&str; 8] = [
    "offsetWidth",
    "offsetHeight",
    "offsetLeft",
    "offsetTop",
    "clientWidth",
    "clientHeight",
    "scrollWidth",
    "scrollHeight",
];

/// `e.offsetWidth` as `e[typeof h2pLayOut === "function" && h2pLayOut(), "offsetWidth"]`:
/// `e` comes first as before. The function is there where a window was opened.
pub struct Sizes {
    pub unresolved: Mark,
}

impl Sizes {
    fn name(&self) -> Expr {
        let global = SyntaxContext::empty().apply_mark(self.unresolved);
        Expr::Ident(Ident::new("h2pLayOut".into(), DUMMY_SP, global))
    }

    fn key(&self, name: &str) -> Expr {
        let text = |text: &str| Box::new(Expr::Lit(Lit::Str(string(text))));
        let kind = UnaryExpr {
            span: DUMMY_SP,
            op: UnaryOp::TypeOf,
            arg: Box::new(self.name()),
        };
        let binary = |op, left, right| {
            Expr::Bin(BinExpr {
                span: DUMMY_SP,
                op,
                left,
                right,
            })
        };
        let is_there = binary(
            BinaryOp::EqEqEq,
            Box::new(Expr::Unary(kind)),
            text("function"),
        );
        let ask = binary(
            BinaryOp::LogicalAnd,
            Box::new(is_there),
            Box::new(call(self.name(), Vec::new())),
        );
        Expr::Seq(SeqExpr {
            span: DUMMY_SP,
            exprs: vec![Box::new(ask), text(name)],
        })
    }
}

impl VisitMut for Sizes {
    fn visit_mut_member_expr(&mut self, member: &mut MemberExpr) {
        member.visit_mut_children_with(self);
        let MemberProp::Ident(name) = &member.prop else {
            return;
        };
        if NAMES.contains(&&*name.sym) {
            member.prop = MemberProp::Computed(ComputedPropName {
                span: name.span,
                expr: Box::new(self.key(&name.sym)),
            });
        }
    }
}
