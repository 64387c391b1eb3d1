//! What the operator wants of the kernel's sandbox around the engine.

use crate::message::Message;

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

impl Default for Sandbox {
    fn default() -> Self {
        Self::AsGranted {
            required: Vec::new(),
        }
    }
}

impl Sandbox {
    /// `auto`, `off`, or `require:` and names of parts.
    pub fn read(text: &str) -> Result<Self, Message> {
        let names = match text.split_once(':') {
            None if text == "auto" => return Ok(Self::default()),
            None if text == "off" => return Ok(Self::Off),
            Some(("require", names)) => names.split(',').map(str::trim),
            _ => {
                return Err(Message::new(
                    format!("`{text}` is not a sandbox"),
                    "use auto, off, or require: and what must hold",
                ));
            }
        };
        let known = |name: &str| {
            let part = PARTS.iter().find(|part| **part == name);
            part.copied().ok_or_else(|| {
                let detail = format!("`{name}` is no part of the sandbox");
                Message::new(detail, format!("use some of {}", PARTS.join(", ")))
            })
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
