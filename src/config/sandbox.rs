//! What the operator wants of the kernel's sandbox around the engine.

/// The parts of the sandbox, by their names in `preload/sandbox.c`.
pub const PARTS: [&str; 4] = ["no_new_privs", "network_namespace", "landlock", "seccomp"];

/// What the operator wants of the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sandbox {
    Off,
    /// What the kernel grants; of that, these parts at least.
    AsGranted {
        required: Vec<&'static str>,
    },
}

impl Sandbox {
    /// `auto`, `off`, or `require:` and names of parts.
    pub fn read(text: &str) -> Result<Self, String> {
        let none = Vec::new();
        let names = match text.split_once(':') {
            None if text == "auto" => return Ok(Self::AsGranted { required: none }),
            None if text == "off" => return Ok(Self::Off),
            Some(("require", names)) => names.split(',').map(str::trim),
            _ => return Err(format!("`{text}` is neither auto, off nor require:...")),
        };
        let known = |name: &str| {
            let part = PARTS.iter().find(|part| **part == name);
            let known = PARTS.join(", ");
            part.copied()
                .ok_or_else(|| format!("`{name}` is no part of the sandbox; there are {known}"))
        };
        let required = names.map(known).collect::<Result<_, _>>()?;
        Ok(Self::AsGranted { required })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_operator_wants_is_read() {
        assert_eq!(
            Sandbox::read("auto"),
            Ok(Sandbox::AsGranted {
                required: Vec::new()
            })
        );
        assert_eq!(Sandbox::read("off"), Ok(Sandbox::Off));
        assert_eq!(
            Sandbox::read("require:landlock, seccomp"),
            Ok(Sandbox::AsGranted {
                required: vec!["landlock", "seccomp"]
            })
        );
        for wrong in ["on", "require:", "require:selinux", "landlock", "auto:x"] {
            assert!(Sandbox::read(wrong).is_err(), "{wrong}");
        }
    }
}
