//! Sizes that scripts ask for by the names of properties. The engine lets nobody put a
//! getter in the place of its own, so what reads one has the page laid out first.

use swc_common::{DUMMY_SP, Mark, SyntaxContext};
use swc_ecma_ast::{
    BinExpr, BinaryOp, ComputedPropName, CondExpr, Expr, Ident, Lit, MemberExpr, MemberProp,
    SeqExpr,
};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{call, global, is_global, string};

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

const LAYS_OUT: &str = "h2pLayOut";

/// What `document.documentElement.clientWidth` is of the window.
fn window_size(member: &MemberExpr, unresolved: Mark) -> Option<&'static str> {
    let is_named = |prop: &MemberProp, wanted: &str| matches!(prop, MemberProp::Ident(name) if &*name.sym == wanted);
    let Expr::Member(root) = &*member.obj else {
        return None;
    };
    // One of the script's own may be that of a frame.
    let global = SyntaxContext::empty().apply_mark(unresolved);
    let is_document = |name: &Ident| &*name.sym == "document" && name.ctxt == global;
    let is_root = matches!(&*root.obj, Expr::Ident(name) if is_document(name))
        && is_named(&root.prop, "documentElement");
    match is_root {
        true if is_named(&member.prop, "clientWidth") => Some("innerWidth"),
        true if is_named(&member.prop, "clientHeight") => Some("innerHeight"),
        _ => None,
    }
}

impl Sizes {
    fn key(&self, name: &str) -> Expr {
        let ask = Expr::Bin(BinExpr {
            span: DUMMY_SP,
            op: BinaryOp::LogicalAnd,
            left: Box::new(is_global(LAYS_OUT, "function", self.unresolved)),
            right: Box::new(call(global(LAYS_OUT, self.unresolved), Vec::new())),
        });
        let name = Expr::Lit(Lit::Str(string(name)));
        Expr::Seq(SeqExpr {
            span: DUMMY_SP,
            exprs: vec![Box::new(ask), Box::new(name)],
        })
    }
}

impl VisitMut for Sizes {
    /// The engine has no window whose size the root could have: that is `innerWidth` here.
    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        if let Expr::Member(member) = expr
            && let Some(name) = window_size(member, self.unresolved)
        {
            *expr = Expr::Cond(CondExpr {
                span: member.span,
                test: Box::new(is_global(LAYS_OUT, "function", self.unresolved)),
                cons: Box::new(global(name, self.unresolved)),
                alt: Box::new(expr.clone()),
            });
            return;
        }
        expr.visit_mut_children_with(self);
    }

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
