//! Which values are surely no proxies: those need no question.

use std::collections::{HashMap, HashSet};

use swc_common::SyntaxContext;
use swc_ecma_ast::{
    AssignExpr, AssignOp, BinaryOp, CallExpr, Callee, CatchClause, Expr, FnDecl, FnExpr, ForHead,
    Function, Id, Ident, MemberProp, Pat, Program, UpdateExpr, VarDeclarator,
};
use swc_ecma_visit::{Visit, VisitWith};

/// Objects of the language and the page that nobody replaces by a proxy.
const GLOBALS: &[&str] = &[
    "$PxAsyncFunction",
    "$PxFunction",
    "Array",
    "ArrayBuffer",
    "Boolean",
    "Date",
    "Error",
    "EvalError",
    "Float32Array",
    "Float64Array",
    "Function",
    "Infinity",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Promise",
    "Proxy",
    "RangeError",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "WeakMap",
    "WeakSet",
    "arguments",
    "console",
    "document",
    "globalThis",
    "h2pBig",
    "location",
    "navigator",
    "performance",
    "self",
    "undefined",
    "window",
];

#[derive(Default)]
pub struct Known {
    /// Variables, and whether all that they are ever given is known.
    variables: HashMap<Id, bool>,
    /// Names of globals that the script declares itself, wherever.
    own: HashSet<String>,
    unresolved: SyntaxContext,
    top: SyntaxContext,
}

impl Known {
    /// What is declared at the top may be changed by other scripts.
    pub fn of(program: &Program, unresolved: SyntaxContext, top: SyntaxContext) -> Self {
        let mut known = Self {
            unresolved,
            top,
            ..Self::default()
        };
        program.visit_with(&mut known);
        known
    }

    /// Whether a value is surely no proxy.
    pub fn is_plain(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Ident(name) => {
                self.is_global(name) || self.variables.get(&name.to_id()) == Some(&true)
            }
            Expr::Assign(assignment) if assignment.op == AssignOp::Assign => {
                let name = assignment.left.as_ident();
                name.is_some_and(|name| self.variables.get(&name.to_id()) == Some(&true))
            }
            _ => self.is_made(expr),
        }
    }

    /// Whether it is a name of the language or the page. Lowering does not say of those that
    /// it adds that they are none of the script's.
    pub fn is_global(&self, name: &Ident) -> bool {
        &*name.sym == "arguments"
            || is_name_of_global(name)
                && (name.ctxt == self.unresolved || !self.own.contains(&*name.sym))
    }

    /// Whether it is a method of the language's own, by its whole name.
    pub fn is_method_of_global(&self, expr: &Expr) -> bool {
        let Expr::Member(method) = expr else {
            return false;
        };
        let Expr::Member(prototype) = &*method.obj else {
            return false;
        };
        method.prop.is_ident()
            && prototype.prop.is_ident_with("prototype")
            && prototype
                .obj
                .as_ident()
                .is_some_and(|name| self.is_global(name))
    }

    fn is_made(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Array(_) | Expr::Object(_) | Expr::Fn(_) | Expr::Lit(_) => true,
            Expr::Unary(_) | Expr::Update(_) => true,
            Expr::Bin(binary) => !matches!(
                binary.op,
                BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing
            ),
            Expr::Member(member) => {
                matches!(&member.prop, MemberProp::Ident(name) if &*name.sym == "prototype")
            }
            Expr::Ident(name) => self.is_global(name),
            _ => false,
        }
    }

    fn given(&mut self, name: &Ident, plain: bool) {
        if name.ctxt != self.unresolved && is_name_of_global(name) {
            self.own.insert(name.sym.to_string());
        }
        if name.ctxt == self.top || name.ctxt == self.unresolved {
            return;
        }
        let all = self.variables.entry(name.to_id()).or_insert(true);
        *all &= plain;
    }

    fn anything(&mut self, pattern: &Pat) {
        if let Pat::Ident(name) = pattern {
            self.given(&name.id, false);
        }
    }
}

fn is_name_of_global(name: &Ident) -> bool {
    GLOBALS.binary_search(&&*name.sym).is_ok()
}

/// A step of a loop of today, as it is lowered: an iterator gives objects that are made for it.
fn is_step(name: &Ident, value: &Expr) -> bool {
    let is_next = |call: &CallExpr| match &call.callee {
        Callee::Expr(callee) => callee
            .as_member()
            .is_some_and(|callee| callee.prop.is_ident_with("next")),
        _ => false,
    };
    name.sym.starts_with("_step") && value.as_call().is_some_and(is_next)
}

impl Visit for Known {
    fn visit_function(&mut self, function: &Function) {
        for parameter in &function.params {
            self.anything(&parameter.pat);
        }
        function.visit_children_with(self);
    }

    fn visit_catch_clause(&mut self, clause: &CatchClause) {
        if let Some(parameter) = &clause.param {
            self.anything(parameter);
        }
        clause.visit_children_with(self);
    }

    fn visit_fn_decl(&mut self, function: &FnDecl) {
        self.given(&function.ident, true);
        function.visit_children_with(self);
    }

    fn visit_fn_expr(&mut self, function: &FnExpr) {
        if let Some(name) = &function.ident {
            self.given(name, true);
        }
        function.visit_children_with(self);
    }

    fn visit_var_declarator(&mut self, variable: &VarDeclarator) {
        if let (Pat::Ident(name), Some(value)) = (&variable.name, &variable.init) {
            let plain = self.is_made(value);
            self.given(&name.id, plain);
        }
        variable.visit_children_with(self);
    }

    fn visit_assign_expr(&mut self, assignment: &AssignExpr) {
        if let Some(name) = assignment.left.as_ident() {
            let plain = assignment.op != AssignOp::Assign
                || self.is_made(&assignment.right)
                || is_step(name, &assignment.right);
            self.given(&name.id, plain);
        }
        assignment.visit_children_with(self);
    }

    fn visit_update_expr(&mut self, update: &UpdateExpr) {
        update.visit_children_with(self);
    }

    fn visit_for_head(&mut self, head: &ForHead) {
        // It is given names, which are texts.
        head.visit_children_with(self);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_names_are_in_order() {
        assert!(super::GLOBALS.is_sorted());
    }
}
