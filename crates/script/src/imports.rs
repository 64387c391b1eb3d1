//! `import()` in a classic script: the engine cannot read it, and would leave out the whole script. It
//! becomes a call of what the prelude has for it (`scripts/prelude/own/import-call.js`).

use swc_common::Mark;
use swc_ecma_ast::{CallExpr, Callee};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{global, global_or};

const NAME: &str = "h2pImport";

pub struct Imports {
    pub unresolved: Mark,
}

/// Whether a script may import anything while it runs.
pub fn may_import(source: &str) -> bool {
    memchr::memmem::find(source.as_bytes(), b"import").is_some()
}

impl VisitMut for Imports {
    fn visit_mut_call_expr(&mut self, call: &mut CallExpr) {
        call.visit_mut_children_with(self);
        if matches!(call.callee, Callee::Import(_)) {
            // A frame or a worker has no prelude: nothing comes of it there.
            let otherwise = global("Object", self.unresolved);
            let import = global_or(NAME, "function", self.unresolved, otherwise);
            call.callee = Callee::Expr(Box::new(import));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Kind, lower};

    #[test]
    fn classic_scripts_call_what_imports() {
        let lowered = lower("a(() => import(b))", Kind::Script, false).unwrap();
        let code = lowered.code.unwrap();
        assert!(code.contains("?h2pImport:Object)(b)"), "{code}");
    }
}
