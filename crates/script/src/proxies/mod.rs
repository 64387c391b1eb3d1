//! Where the scripts of a page use `Proxy`: the engine has no objects whose properties are
//! asked of a function, so all that may meet one asks first whether it has one before it,
//! and has the prelude answer for it. `a.b` becomes `a instanceof $Px ? $Px.g(a, "b") : a.b`,
//! which costs the engine about as much again as `a.b`, a call would cost thrice as much.
//!
//! It is done to ES5. Nothing is written twice but names and short literals, so a script
//! grows by so much a property and no more.

mod calls;
mod forms;
mod known;
mod places;

use swc_common::util::take::Take;
use swc_common::{DUMMY_SP, Mark, Span, Spanned, SyntaxContext};
use swc_ecma_ast::{
    AssignOp, AssignTarget, BinaryOp, Decl, Expr, ForInStmt, Function, Ident, Lit, Program,
    SimpleAssignTarget, Stmt, UnaryOp, VarDecl, VarDeclKind, VarDeclarator,
};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::Words;
use forms::{Helper, assign, call, is_proxy};
use known::Known;

/// Whether a script uses `Proxy`.
pub fn names_proxies(source: &str) -> bool {
    names(source, super::of_script)
}

/// Whether a script in a document does.
pub fn names_proxies_in_html(html: &str) -> bool {
    names(html, super::of_html)
}

fn names<'s>(text: &'s str, read: fn(&'s str, &mut Words<'s>)) -> bool {
    const NAME: &str = "Proxy";
    // Many libraries only look whether there is one.
    let part = |c: char| c.is_alphanumeric() || "_$".contains(c);
    let makes = |at: usize| {
        let (before, after) = (&text[..at], &text[at + NAME.len()..]);
        let object = before.trim_end().strip_suffix('.');
        let object = object.map(|object| object.trim_end().trim_end_matches(part));
        let new = object.unwrap_or(before);
        let word = new.trim_end().strip_suffix("new");
        word.is_some_and(|word| new.ends_with(char::is_whitespace) && !word.ends_with(part))
            && !after.starts_with(part)
            || after.trim_start().starts_with(".revocable")
    };
    let found = memchr::memmem::find_iter(text.as_bytes(), NAME);
    if !found.into_iter().any(makes) {
        return false;
    }
    let mut words = Words::new();
    read(text, &mut words);
    words.contains(NAME)
}

/// Has all that may meet a proxy ask for it.
pub fn see_proxies(program: &mut Program, unresolved: Mark, top: Mark) {
    let context = |mark| SyntaxContext::empty().apply_mark(mark);
    let (unresolved, top) = (context(unresolved), context(top));
    let mut pass = Proxies {
        known: Known::of(program, unresolved, top),
        unresolved,
        own: context(Mark::new()),
        depth: 0,
        most: 0,
    };
    program.visit_mut_children_with(&mut pass);
    if let Some(variables) = pass.variables()
        && let Program::Script(script) = program
    {
        insert(&mut script.body, variables);
    }
}

fn insert(statements: &mut Vec<Stmt>, variables: VarDecl) {
    let is_directive = |statement: &Stmt| match statement {
        Stmt::Expr(statement) => matches!(&*statement.expr, Expr::Lit(Lit::Str(_))),
        _ => false,
    };
    let at = statements
        .iter()
        .take_while(|one| is_directive(one))
        .count();
    statements.insert(at, Stmt::Decl(Decl::Var(Box::new(variables))));
}

struct Proxies {
    known: Known,
    unresolved: SyntaxContext,
    own: SyntaxContext,
    /// How many variables hold something while this is evaluated.
    depth: usize,
    /// How many the function needs at most.
    most: usize,
}

impl Proxies {
    fn variables(&self) -> Option<VarDecl> {
        let declared = (0..self.most).map(|at| VarDeclarator {
            span: DUMMY_SP,
            name: self.variable(at).into(),
            init: None,
            definite: false,
        });
        (self.most > 0).then(|| VarDecl {
            kind: VarDeclKind::Var,
            decls: declared.collect(),
            ..VarDecl::default()
        })
    }

    fn variable(&self, at: usize) -> Ident {
        Ident::new(format!("_p{at}").into(), DUMMY_SP, self.own)
    }

    /// A variable of the function that nothing holds.
    fn hold(&mut self) -> Expr {
        let variable = self.variable(self.depth);
        self.depth += 1;
        self.most = self.most.max(self.depth);
        variable.into()
    }

    fn is_proxy(&self, value: Expr) -> Expr {
        is_proxy(value, self.unresolved)
    }

    fn call(&self, span: Span, helper: Helper, args: Vec<Expr>) -> Expr {
        call(span, helper, args, self.unresolved)
    }

    /// A value that is asked and then used: a name stays as it is, all else is held.
    /// What follows it may change names, unless that is `calm`.
    fn held(&mut self, value: Expr, calm: bool) -> (Expr, Expr) {
        let stays = match &value {
            Expr::This(_) => true,
            Expr::Ident(_) => calm,
            _ => false,
        };
        if stays {
            return (value.clone(), value);
        }
        let variable = self.hold();
        let span = value.span();
        (
            assign(span, AssignOp::Assign, variable.clone(), value),
            variable,
        )
    }
}

impl VisitMut for Proxies {
    fn visit_mut_function(&mut self, function: &mut Function) {
        let (depth, most) = (
            std::mem::take(&mut self.depth),
            std::mem::take(&mut self.most),
        );
        function.visit_mut_children_with(self);
        if let (Some(variables), Some(body)) = (self.variables(), &mut function.body) {
            insert(&mut body.stmts, variables);
        }
        (self.depth, self.most) = (depth, most);
    }

    fn visit_mut_for_in_stmt(&mut self, each: &mut ForInStmt) {
        let plain = self.known.is_plain(&each.right);
        each.visit_mut_children_with(self);
        if !plain {
            let span = each.right.span();
            *each.right = self.call(span, Helper::Names, vec![*each.right.take()]);
        }
    }

    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        if !matches!(
            expr,
            Expr::Member(_)
                | Expr::Assign(_)
                | Expr::Update(_)
                | Expr::Unary(_)
                | Expr::Call(_)
                | Expr::New(_)
                | Expr::Bin(_)
        ) {
            expr.visit_mut_children_with(self);
            return;
        }
        *expr = match expr.take() {
            Expr::Member(read) if !self.known.is_plain(&read.obj) => self.read(read),
            Expr::Assign(mut write) => match write.left {
                AssignTarget::Simple(SimpleAssignTarget::Member(target))
                    if !self.known.is_plain(&target.obj) =>
                {
                    write.left = AssignTarget::dummy();
                    self.write(write, target)
                }
                left => {
                    write.left = left;
                    write.visit_mut_children_with(self);
                    Expr::Assign(write)
                }
            },
            Expr::Update(mut update) => match *update.arg {
                Expr::Member(target) if !self.known.is_plain(&target.obj) => {
                    update.arg = Box::new(Expr::dummy());
                    self.update(update, target)
                }
                other => {
                    update.arg = Box::new(other);
                    update.visit_mut_children_with(self);
                    Expr::Update(update)
                }
            },
            Expr::Unary(mut unary) => match *unary.arg {
                Expr::Member(target)
                    if unary.op == UnaryOp::Delete && !self.known.is_plain(&target.obj) =>
                {
                    unary.arg = Box::new(Expr::dummy());
                    self.delete(unary, target)
                }
                other if unary.op == UnaryOp::Delete => {
                    unary.arg = Box::new(other);
                    unary.arg.visit_mut_children_with(self);
                    Expr::Unary(unary)
                }
                other => {
                    unary.arg = Box::new(other);
                    unary.visit_mut_children_with(self);
                    Expr::Unary(unary)
                }
            },
            Expr::Call(made) => self.call_expr(made),
            Expr::New(made) => self.new_expr(made),
            Expr::Bin(test) if matches!(test.op, BinaryOp::In | BinaryOp::InstanceOf) => {
                self.test(test)
            }
            mut other => {
                other.visit_mut_children_with(self);
                other
            }
        };
    }
}

#[cfg(test)]
mod tests;
