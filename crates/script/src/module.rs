//! A module as a script that hands a function to the loader (`loader.js`): what it
//! imports are calls, what it exports are getters, so that both stay bound to the
//! variables that they are of.

use std::collections::HashMap;

use swc_common::{DUMMY_SP, Mark, SyntaxContext};
use swc_ecma_ast::{
    ArrowExpr, AwaitExpr, CallExpr, Callee, Class, Decl, DefaultDecl, ExportSpecifier, Expr,
    FnDecl, ForOfStmt, Function, Id, Ident, IdentName, ImportSpecifier, KeyValueProp, Lit,
    MetaPropKind, Module, ModuleDecl, ModuleExportName, ModuleItem, ObjectLit, Program, Prop,
    PropName, PropOrSpread, ReturnStmt, Script, SeqExpr, Stmt, Str, TaggedTpl,
};
use swc_ecma_visit::{Visit, VisitMut, VisitMutWith, VisitWith};

use super::build::{
    call, function_of, member, private, property, statement, string, text, undefined, variable,
};
use super::names;

/// What the loader is called for; `script::modules` writes the same.
const DEFINE: &str = "__h2pModule";

/// Turns the module, whose names are resolved, into a script; returns what it imports:
/// as it begins, and later.
pub fn wrap(program: &mut Program, unresolved: Mark) -> Imports {
    let Program::Module(module) = program else {
        return Imports::default();
    };
    let mut wrapping = Wrapping::new();
    let body = wrapping.statements(std::mem::take(module));
    let mut body = body;
    let mut replace = Replace {
        bound: &wrapping.bound,
        parameters: &wrapping.parameters,
        imports: &mut wrapping.imports,
        inside: false,
    };
    body.visit_mut_with(&mut replace);
    let mut top = AwaitsAtTop(false);
    body.visit_with(&mut top);
    let define = Ident::new(
        DEFINE.into(),
        DUMMY_SP,
        SyntaxContext::empty().apply_mark(unresolved),
    );
    let function = wrapping.function(body, top.0);
    let call = call(Expr::Ident(define), vec![function]);
    *program = Program::Script(Script {
        span: DUMMY_SP,
        body: vec![statement(call)],
        shebang: None,
    });
    wrapping.imports
}

/// What a module asks others for, as it names them.
#[derive(Debug, Default)]
pub struct Imports {
    pub first: Vec<String>,
    /// By `import()`, where it is called with a name.
    pub later: Vec<String>,
}

/// Names of the function around a module.
struct Parameters {
    exports: Ident,
    require: Ident,
    import: Ident,
    meta: Ident,
}

struct Wrapping {
    parameters: Parameters,
    imports: Imports,
    /// The variable of each module that is imported, by its name there.
    modules: Vec<(String, Ident)>,
    /// What stands for each imported name.
    bound: HashMap<Id, Expr>,
    /// Names of exports, and what is read for each.
    exports: Vec<(Str, Expr)>,
    /// Modules of which all is exported.
    all: Vec<Ident>,
}

/// A name as a property of what a module exports.
fn exported(name: &ModuleExportName) -> Str {
    match name {
        ModuleExportName::Ident(name) => string(&name.sym),
        ModuleExportName::Str(name) => name.clone(),
    }
}

impl Wrapping {
    fn new() -> Self {
        Self {
            parameters: Parameters {
                exports: private("_exports"),
                require: private("_require"),
                import: private("_import"),
                meta: private("_meta"),
            },
            imports: Imports::default(),
            modules: Vec::new(),
            bound: HashMap::new(),
            exports: Vec::new(),
            all: Vec::new(),
        }
    }

    /// The variable that another module is in.
    fn module(&mut self, from: &Str) -> Ident {
        let from = text(from);
        if let Some((_, name)) = self.modules.iter().find(|(known, _)| *known == from) {
            return name.clone();
        }
        let name = private("_module");
        self.imports.first.push(from.clone());
        self.modules.push((from, name.clone()));
        name
    }

    fn statements(&mut self, module: Module) -> Vec<Stmt> {
        let mut statements = Vec::new();
        for item in module.body {
            match item {
                ModuleItem::Stmt(one) => statements.push(one),
                ModuleItem::ModuleDecl(declaration) => {
                    statements.extend(self.declaration(declaration));
                }
            }
        }
        statements
    }

    fn declaration(&mut self, declaration: ModuleDecl) -> Option<Stmt> {
        match declaration {
            ModuleDecl::Import(import) => {
                let module = self.module(&import.src);
                for specifier in import.specifiers {
                    let of = Expr::Ident(module.clone());
                    let stands = match &specifier {
                        ImportSpecifier::Namespace(_) => of,
                        ImportSpecifier::Default(_) => member(of, "default"),
                        ImportSpecifier::Named(named) => match &named.imported {
                            None => member(of, &named.local.sym),
                            Some(name) => property(of, exported(name)),
                        },
                    };
                    self.bound.insert(specifier.local().to_id(), stands);
                }
                None
            }
            ModuleDecl::ExportDecl(export) => {
                let statement = Stmt::Decl(export.decl);
                for name in names::bound(&statement) {
                    self.exports.push((string(&name.sym), Expr::Ident(name)));
                }
                Some(statement)
            }
            ModuleDecl::ExportNamed(named) => {
                let module = named.src.as_ref().map(|from| self.module(from));
                for specifier in named.specifiers {
                    self.specifier(module.as_ref(), specifier);
                }
                None
            }
            ModuleDecl::ExportDefaultDecl(export) => {
                let (name, statement) = match export.decl {
                    DefaultDecl::Class(mut class) => {
                        let name = class.ident.take().unwrap_or_else(|| private("_default"));
                        let declaration = Decl::Class(swc_ecma_ast::ClassDecl {
                            ident: name.clone(),
                            declare: false,
                            class: class.class,
                        });
                        (name, Stmt::Decl(declaration))
                    }
                    DefaultDecl::Fn(mut function) => {
                        let name = function.ident.take();
                        let name = name.unwrap_or_else(|| private("_default"));
                        let declaration = Decl::Fn(FnDecl {
                            ident: name.clone(),
                            declare: false,
                            function: function.function,
                        });
                        (name, Stmt::Decl(declaration))
                    }
                    DefaultDecl::TsInterfaceDecl(_) => return None,
                };
                self.exports.push((string("default"), Expr::Ident(name)));
                Some(statement)
            }
            ModuleDecl::ExportDefaultExpr(export) => {
                let name = private("_default");
                let value = Expr::Ident(name.clone());
                self.exports.push((string("default"), value));
                Some(variable(name, *export.expr))
            }
            ModuleDecl::ExportAll(all) => {
                let module = self.module(&all.src);
                self.all.push(module);
                None
            }
            ModuleDecl::TsImportEquals(_)
            | ModuleDecl::TsExportAssignment(_)
            | ModuleDecl::TsNamespaceExport(_) => None,
        }
    }

    fn specifier(&mut self, module: Option<&Ident>, specifier: ExportSpecifier) {
        let of = module.map(|name| Expr::Ident(name.clone()));
        match (specifier, of) {
            (ExportSpecifier::Namespace(all), Some(of)) => {
                self.exports.push((exported(&all.name), of));
            }
            (ExportSpecifier::Named(named), of) => {
                let name = exported(named.exported.as_ref().unwrap_or(&named.orig));
                let value = match (of, named.orig) {
                    (Some(of), orig) => property(of, exported(&orig)),
                    (None, ModuleExportName::Ident(local)) => Expr::Ident(local),
                    (None, ModuleExportName::Str(_)) => return,
                };
                self.exports.push((name, value));
            }
            _ => {}
        }
    }

    /// The function that the loader calls when the module is wanted.
    fn function(&mut self, body: Vec<Stmt>, is_async: bool) -> Expr {
        let exports = || Expr::Ident(self.parameters.exports.clone());
        let require = || Expr::Ident(self.parameters.require.clone());
        let mut all = vec![statement(Expr::Lit(Lit::Str(string("use strict"))))];
        if !self.exports.is_empty() {
            let getters = self.exports.drain(..).map(|(name, mut value)| {
                if let Expr::Ident(name) = &value
                    && let Some(stands) = self.bound.get(&name.to_id())
                {
                    value = stands.clone();
                }
                let read = Stmt::Return(ReturnStmt {
                    span: DUMMY_SP,
                    arg: Some(Box::new(value)),
                });
                PropOrSpread::Prop(Box::new(Prop::KeyValue(KeyValueProp {
                    key: PropName::Str(name),
                    value: Box::new(function_of(Vec::new(), vec![read], false)),
                })))
            });
            let getters = Expr::Object(ObjectLit {
                span: DUMMY_SP,
                props: getters.collect(),
            });
            let define = member(require(), "define");
            all.push(statement(call(define, vec![exports(), getters])));
        }
        for (from, name) in self.modules.drain(..) {
            let from = Expr::Lit(Lit::Str(string(&from)));
            all.push(variable(name, call(require(), vec![from])));
        }
        for module in self.all.drain(..) {
            let copy = member(require(), "all");
            let module = Expr::Ident(module);
            all.push(statement(call(copy, vec![exports(), module])));
        }
        all.extend(body);
        let Parameters {
            exports,
            require,
            import,
            meta,
        } = &self.parameters;
        let params = [exports, require, import, meta].map(Ident::clone);
        function_of(params.into(), all, is_async)
    }
}

/// Puts what stands for imported names in their places.
struct Replace<'w> {
    bound: &'w HashMap<Id, Expr>,
    parameters: &'w Parameters,
    imports: &'w mut Imports,
    /// Inside of what has a `this` of its own.
    inside: bool,
}

impl Replace<'_> {
    fn stands_for(&self, name: &Ident) -> Option<Expr> {
        let mut stands = self.bound.get(&name.to_id())?.clone();
        if let Expr::Member(member) = &mut stands {
            member.span = name.span;
        }
        Some(stands)
    }

    /// What is called has no `this`.
    fn without_this(&self, callee: &Expr) -> Option<Expr> {
        let Expr::Ident(name) = callee else {
            return None;
        };
        let stands = self.stands_for(name)?;
        let zero = Expr::Lit(Lit::Num(0.0.into()));
        Some(Expr::Seq(SeqExpr {
            span: DUMMY_SP,
            exprs: vec![Box::new(zero), Box::new(stands)],
        }))
    }
}

impl VisitMut for Replace<'_> {
    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Ident(name) => {
                if let Some(stands) = self.stands_for(name) {
                    *expr = stands;
                }
            }
            Expr::MetaProp(meta) if meta.kind == MetaPropKind::ImportMeta => {
                *expr = Expr::Ident(self.parameters.meta.clone());
            }
            Expr::This(_) if !self.inside => *expr = undefined(),
            _ => expr.visit_mut_children_with(self),
        }
    }

    fn visit_mut_function(&mut self, function: &mut Function) {
        let around = std::mem::replace(&mut self.inside, true);
        function.visit_mut_children_with(self);
        self.inside = around;
    }

    fn visit_mut_class(&mut self, class: &mut Class) {
        let around = std::mem::replace(&mut self.inside, true);
        class.visit_mut_children_with(self);
        self.inside = around;
    }

    fn visit_mut_call_expr(&mut self, call: &mut CallExpr) {
        match &call.callee {
            Callee::Import(_) => {
                if let Some(Expr::Lit(Lit::Str(from))) = call.args.first().map(|arg| &*arg.expr) {
                    self.imports.later.push(text(from));
                }
                let import = Expr::Ident(self.parameters.import.clone());
                call.callee = Callee::Expr(Box::new(import));
            }
            Callee::Expr(callee) => {
                if let Some(stands) = self.without_this(callee) {
                    call.callee = Callee::Expr(Box::new(stands));
                }
            }
            Callee::Super(_) => {}
        }
        call.visit_mut_children_with(self);
    }

    fn visit_mut_tagged_tpl(&mut self, template: &mut TaggedTpl) {
        if let Some(stands) = self.without_this(&template.tag) {
            *template.tag = stands;
        }
        template.visit_mut_children_with(self);
    }

    fn visit_mut_prop(&mut self, property: &mut Prop) {
        if let Prop::Shorthand(name) = property
            && let Some(stands) = self.stands_for(name)
        {
            *property = Prop::KeyValue(KeyValueProp {
                key: PropName::Ident(IdentName::new(name.sym.clone(), name.span)),
                value: Box::new(stands),
            });
            return;
        }
        property.visit_mut_children_with(self);
    }
}

/// Whether something is awaited outside all functions.
struct AwaitsAtTop(bool);

impl Visit for AwaitsAtTop {
    fn visit_function(&mut self, _: &Function) {}

    fn visit_arrow_expr(&mut self, _: &ArrowExpr) {}

    fn visit_await_expr(&mut self, _: &AwaitExpr) {
        self.0 = true;
    }

    fn visit_for_of_stmt(&mut self, of: &ForOfStmt) {
        self.0 |= of.is_await;
        of.visit_children_with(self);
    }
}
