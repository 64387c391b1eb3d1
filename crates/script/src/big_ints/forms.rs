//! Signs and pieces of expressions.

use swc_common::DUMMY_SP;
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, BinaryOp, Expr, Lit, MemberExpr, MemberProp,
};

use crate::build::string;

pub(super) fn operation(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::Add => "add",
        BinaryOp::Sub => "sub",
        BinaryOp::Mul => "mul",
        BinaryOp::Div => "div",
        BinaryOp::Mod => "mod",
        BinaryOp::Exp => "exp",
        BinaryOp::LShift => "shl",
        BinaryOp::RShift => "shr",
        BinaryOp::BitAnd => "and",
        BinaryOp::BitOr => "or",
        BinaryOp::BitXor => "xor",
        _ => return None,
    })
}

pub(super) fn comparison(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::Lt => "lt",
        BinaryOp::LtEq => "le",
        BinaryOp::Gt => "gt",
        BinaryOp::GtEq => "ge",
        _ => return None,
    })
}

pub(super) fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(Lit::Str(_)) | Expr::Tpl(_) => true,
        Expr::Bin(binary) => {
            binary.op == BinaryOp::Add && (is_text(&binary.left) || is_text(&binary.right))
        }
        _ => false,
    }
}

/// The object and the key of a property; `None` of one that is private.
pub(super) fn place(member: &MemberExpr) -> Option<Vec<Expr>> {
    let key = match &member.prop {
        MemberProp::Ident(name) => word(&name.sym),
        MemberProp::Computed(key) => (*key.expr).clone(),
        MemberProp::PrivateName(_) => return None,
    };
    Some(vec![(*member.obj).clone(), key])
}

pub(super) fn assigned(left: AssignTarget, right: Expr) -> Expr {
    Expr::Assign(AssignExpr {
        span: DUMMY_SP,
        op: AssignOp::Assign,
        left,
        right: Box::new(right),
    })
}

pub(super) fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, number(0.0))
}

pub(super) fn number(value: f64) -> Expr {
    Expr::Lit(Lit::Num(value.into()))
}

pub(super) fn word(text: &str) -> Expr {
    Expr::Lit(Lit::Str(string(text)))
}
