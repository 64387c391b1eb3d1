//! Assignments to a property of what a function gives that assigns something itself:
//! in strict mode the engine does not read `f(function () { a = 1 }).b = 2`.

use swc_common::DUMMY_SP;
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, Decl, Expr, Function, Ident, Program, SeqExpr,
    SimpleAssignTarget, Stmt, UpdateExpr, VarDecl, VarDeclKind, VarDeclarator,
};
use swc_ecma_visit::{Visit, VisitMut, VisitMutWith, VisitWith};

use super::build::{private, undefined};

/// Puts what is assigned to into a variable before.
pub fn simplify(program: &mut Program) {
    let mut targets = Targets {
        variable: private("_target"),
        used: false,
    };
    program.visit_mut_with(&mut targets);
    if let (true, Program::Script(script)) = (targets.used, program) {
        let declarator = VarDeclarator {
            span: DUMMY_SP,
            name: targets.variable.into(),
            init: None,
            definite: false,
        };
        let declaration = Stmt::Decl(Decl::Var(Box::new(VarDecl {
            kind: VarDeclKind::Var,
            decls: vec![declarator],
            ..VarDecl::default()
        })));
        // Behind the directives, which must come first.
        script.body.push(declaration);
    }
}

struct Targets {
    /// One for all: it is read before anything else can be written to it.
    variable: Ident,
    used: bool,
}

impl VisitMut for Targets {
    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        expr.visit_mut_children_with(self);
        let Expr::Assign(assign) = expr else {
            return;
        };
        let AssignTarget::Simple(SimpleAssignTarget::Member(member)) = &mut assign.left else {
            return;
        };
        let mut look = Look::default();
        member.obj.visit_with(&mut look);
        if !look.found {
            return;
        }
        self.used = true;
        let value = std::mem::replace(&mut *member.obj, Expr::Ident(self.variable.clone()));
        let before = Expr::Assign(AssignExpr {
            span: DUMMY_SP,
            op: AssignOp::Assign,
            left: self.variable.clone().into(),
            right: Box::new(value),
        });
        let after = std::mem::replace(expr, undefined());
        *expr = Expr::Seq(SeqExpr {
            span: DUMMY_SP,
            exprs: vec![Box::new(before), Box::new(after)],
        });
    }
}

/// Whether there is a function that assigns something.
#[derive(Default)]
struct Look {
    inside: bool,
    found: bool,
}

impl Visit for Look {
    fn visit_function(&mut self, function: &Function) {
        let around = std::mem::replace(&mut self.inside, true);
        function.visit_children_with(self);
        self.inside = around;
    }

    fn visit_assign_expr(&mut self, assign: &AssignExpr) {
        self.found |= self.inside;
        assign.visit_children_with(self);
    }

    fn visit_update_expr(&mut self, update: &UpdateExpr) {
        self.found |= self.inside;
        update.visit_children_with(self);
    }
}
