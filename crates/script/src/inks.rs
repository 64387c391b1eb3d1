//! Colours that scripts set on a canvas. The engine knows those of 2011, and lets nobody put a
//! setter in the place of its own: `c.fillStyle = v` becomes `c.fillStyle = ink(v)`, where `ink`
//! is what the prelude has for it (`scripts/prelude/own/canvas-colours.js`).

use swc_common::{DUMMY_SP, Mark};
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, Expr, MemberProp, ReturnStmt, SimpleAssignTarget, Stmt,
};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{call, function_of, global_or, private, undefined};

const NAMES: [&str; 3] = ["fillStyle", "strokeStyle", "shadowColor"];
const INK: &str = "h2pInk";

pub struct Inks {
    pub unresolved: Mark,
}

/// A function that gives what it gets.
fn same() -> Expr {
    let value = private("value");
    let given = Stmt::Return(ReturnStmt {
        span: DUMMY_SP,
        arg: Some(Box::new(Expr::Ident(value.clone()))),
    });
    function_of(vec![value], vec![given], false)
}

/// Whether a text is a colour as the engine's canvases do not know it.
pub fn is_modern(text: &str) -> bool {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        return digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let Some((kind, rest)) = text.split_once('(') else {
        return false;
    };
    match kind {
        "rgb" | "rgba" | "hsl" | "hsla" => rest.ends_with(')') && !rest.contains(','),
        "hwb" | "lab" | "lch" | "oklab" | "oklch" => rest.ends_with(')'),
        _ => false,
    }
}

impl VisitMut for Inks {
    fn visit_mut_assign_expr(&mut self, assign: &mut AssignExpr) {
        assign.visit_mut_children_with(self);
        if assign.op != AssignOp::Assign {
            return;
        }
        let AssignTarget::Simple(SimpleAssignTarget::Member(target)) = &assign.left else {
            return;
        };
        let MemberProp::Ident(name) = &target.prop else {
            return;
        };
        if NAMES.contains(&&*name.sym) {
            let value = std::mem::replace(&mut *assign.right, undefined());
            // Frames and workers have none: there it changes nothing.
            let ink = global_or(INK, "function", self.unresolved, same());
            *assign.right = call(ink, vec![value]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_modern;

    #[test]
    fn colours_of_today_are_told_from_those_of_then() {
        for colour in [
            "#ff000080",
            "rgb(1 2 3 / 50%)",
            "hsl(120deg 50% 50%)",
            "oklch(0.7 0.1 200)",
        ] {
            assert!(is_modern(colour), "{colour}");
        }
        for other in [
            "#ff0000",
            "rgba(1,2,3,.5)",
            "#anchored",
            "hsl(",
            "red",
            "f(1)",
        ] {
            assert!(!is_modern(other), "{other}");
        }
    }
}
