//! The expressions that proxies are told by.

use swc_common::{DUMMY_SP, Span, SyntaxContext};
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, BinExpr, BinaryOp, CallExpr, Callee, ComputedPropName,
    CondExpr, Expr, ExprOrSpread, Ident, IdentName, Lit, MemberExpr, MemberProp, SeqExpr,
    SimpleAssignTarget, Str, UnaryOp,
};
use swc_ecma_visit::{Visit, VisitWith};

/// The name of the prelude's module: what is an instance of it may be a proxy.
pub const MODULE: &str = "$Px";

/// Its functions.
#[derive(Clone, Copy)]
pub enum Helper {
    Get,
    Set,
    Method,
    Delete,
    Has,
    IsInstance,
    Names,
    Constructor,
    Callee,
    List,
    Update,
}

impl Helper {
    fn name(self) -> &'static str {
        match self {
            Self::Get => "g",
            Self::Set => "s",
            Self::Method => "m",
            Self::Delete => "d",
            Self::Has => "h",
            Self::IsInstance => "i",
            Self::Names => "k",
            Self::Constructor => "n",
            Self::Callee => "c",
            Self::List => "l",
            Self::Update => "u",
        }
    }
}

pub fn string(text: &str) -> Expr {
    Expr::Lit(Lit::Str(Str {
        span: DUMMY_SP,
        value: text.into(),
        raw: None,
    }))
}

pub fn ident(name: &str, ctxt: SyntaxContext) -> Expr {
    Expr::Ident(Ident::new(name.into(), DUMMY_SP, ctxt))
}

pub fn number(value: f64) -> Expr {
    Expr::Lit(Lit::Num(value.into()))
}

pub fn member(obj: Expr, prop: MemberProp, span: Span) -> Expr {
    Expr::Member(MemberExpr {
        span,
        obj: Box::new(obj),
        prop,
    })
}

pub fn call(span: Span, helper: Helper, args: Vec<Expr>, unresolved: SyntaxContext) -> Expr {
    let name = IdentName::new(helper.name().into(), DUMMY_SP);
    let callee = member(ident(MODULE, unresolved), MemberProp::Ident(name), DUMMY_SP);
    Expr::Call(CallExpr {
        span,
        callee: Callee::Expr(Box::new(callee)),
        args: args.into_iter().map(ExprOrSpread::from).collect(),
        ..CallExpr::default()
    })
}

pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Bin(BinExpr {
        span: DUMMY_SP,
        op,
        left: Box::new(left),
        right: Box::new(right),
    })
}

/// Whether something may be a proxy.
pub fn is_proxy(value: Expr, unresolved: SyntaxContext) -> Expr {
    binary(BinaryOp::InstanceOf, value, ident(MODULE, unresolved))
}

pub fn choice(span: Span, test: Expr, proxy: Expr, plain: Expr) -> Expr {
    Expr::Cond(CondExpr {
        span,
        test: Box::new(test),
        cons: Box::new(proxy),
        alt: Box::new(plain),
    })
}

pub fn assign(span: Span, op: AssignOp, left: Expr, right: Expr) -> Expr {
    let left = match left {
        Expr::Ident(name) => SimpleAssignTarget::Ident(name.into()),
        Expr::Member(member) => SimpleAssignTarget::Member(member),
        // Nothing else is asked for.
        _ => return right,
    };
    Expr::Assign(AssignExpr {
        span,
        op,
        left: AssignTarget::Simple(left),
        right: Box::new(right),
    })
}

pub fn sequence(span: Span, mut all: Vec<Expr>) -> Expr {
    match all.len() {
        1 => all.swap_remove(0),
        _ => Expr::Seq(SeqExpr {
            span,
            exprs: all.into_iter().map(Box::new).collect(),
        }),
    }
}

pub fn computed(key: Expr) -> MemberProp {
    MemberProp::Computed(ComputedPropName {
        span: DUMMY_SP,
        expr: Box::new(key),
    })
}

/// What may stand twice: it is short and nothing happens in it.
pub fn is_simple(expr: &Expr) -> bool {
    match expr {
        Expr::Ident(_) | Expr::This(_) => true,
        Expr::Lit(Lit::Str(text)) => text.value.len() < 40,
        Expr::Lit(Lit::Num(_) | Lit::Bool(_) | Lit::Null(_)) => true,
        Expr::Unary(unary) if matches!(unary.op, UnaryOp::Void | UnaryOp::Minus) => {
            matches!(&*unary.arg, Expr::Lit(Lit::Num(_)))
        }
        _ => false,
    }
}

/// Whether no variable changes while it is evaluated. What is long is not looked at to
/// its end.
pub fn is_calm(expr: &Expr) -> bool {
    let mut look = Calm {
        calm: true,
        rest: 24,
    };
    expr.visit_with(&mut look);
    look.calm
}

struct Calm {
    calm: bool,
    rest: u32,
}

impl Visit for Calm {
    fn visit_function(&mut self, _: &swc_ecma_ast::Function) {}

    fn visit_expr(&mut self, expr: &Expr) {
        self.rest = self.rest.saturating_sub(1);
        self.calm &= self.rest > 0
            && !matches!(
                expr,
                Expr::Call(_) | Expr::New(_) | Expr::Assign(_) | Expr::Update(_)
            );
        if self.calm {
            expr.visit_children_with(self);
        }
    }
}
