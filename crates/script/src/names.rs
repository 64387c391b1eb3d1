//! The names that lowering adds to a script. Those of a classic script are names of
//! its page: two scripts with a private `#count` each would share one `_count`, and
//! a page may have a `_this` of its own.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use swc_ecma_ast::{
    ArrowExpr, AssignPatProp, BindingIdent, Class, Decl, Expr, FnDecl, Function, Ident, ModuleItem,
    Program, Stmt, VarDecl, VarDeclKind,
};
use swc_ecma_visit::{Visit, VisitMut, VisitMutWith, VisitWith};

/// The names that a script declares for its page.
pub fn declared(program: &Program) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut take = |statement: &Stmt| {
        names.extend(bound(statement).iter().map(|name| name.sym.to_string()));
        statement.visit_with(&mut Hoisted(&mut names));
    };
    match program {
        Program::Script(script) => script.body.iter().for_each(take),
        Program::Module(module) => {
            let statements = module.body.iter().filter_map(ModuleItem::as_stmt);
            statements.for_each(&mut take);
        }
    }
    names
}

/// What is declared anywhere outside functions, and belongs to the page all the same.
struct Hoisted<'n>(&'n mut BTreeSet<String>);

impl Visit for Hoisted<'_> {
    fn visit_function(&mut self, _: &Function) {}

    fn visit_arrow_expr(&mut self, _: &ArrowExpr) {}

    fn visit_class(&mut self, _: &Class) {}

    fn visit_fn_decl(&mut self, function: &FnDecl) {
        self.0.insert(function.ident.sym.to_string());
    }

    fn visit_var_decl(&mut self, variables: &VarDecl) {
        for variable in &variables.decls {
            if variables.kind == VarDeclKind::Var {
                let mut take = |name: &Ident| {
                    self.0.insert(name.sym.to_string());
                };
                variable.name.visit_with(&mut Bound(&mut take));
            }
            variable.init.visit_with(self);
        }
    }
}

/// The variables that a declaration is of.
pub fn bound(statement: &Stmt) -> Vec<Ident> {
    let mut names = Vec::new();
    match statement {
        Stmt::Decl(Decl::Class(class)) => names.push(class.ident.clone()),
        Stmt::Decl(Decl::Fn(function)) => names.push(function.ident.clone()),
        Stmt::Decl(Decl::Var(variables)) => {
            for variable in &variables.decls {
                variable
                    .name
                    .visit_with(&mut Bound(&mut |name| names.push(name.clone())));
            }
        }
        _ => {}
    }
    names
}

/// The names in a pattern.
struct Bound<'t>(&'t mut dyn FnMut(&Ident));

impl Visit for Bound<'_> {
    fn visit_binding_ident(&mut self, name: &BindingIdent) {
        (self.0)(&name.id);
    }

    fn visit_assign_pat_prop(&mut self, property: &AssignPatProp) {
        (self.0)(&property.key.id);
    }

    fn visit_expr(&mut self, _: &Expr) {}
}

/// Gives what lowering declared names that no other script has.
pub fn make_own(program: &mut Program, before: &BTreeSet<String>, source: &str) {
    let added = declared(program);
    let added: BTreeSet<_> = added.difference(before).cloned().collect();
    if added.is_empty() {
        return;
    }
    let digest = Sha256::digest(source);
    let mark = format!("$h2p{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2]);
    program.visit_mut_with(&mut Renamed { added, mark });
}

struct Renamed {
    added: BTreeSet<String>,
    mark: String,
}

impl VisitMut for Renamed {
    fn visit_mut_ident(&mut self, name: &mut Ident) {
        if self.added.contains(name.sym.as_str()) {
            name.sym = format!("{}{}", name.sym, self.mark).into();
        }
    }
}
