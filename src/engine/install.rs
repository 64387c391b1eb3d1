//! Which engine prints: the bundle beside the program, or another one that the
//! operator names.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tokio::time::Instant;

use crate::config::sandbox::Sandbox;
use crate::job::options::TimeZone;
use crate::process::group::{self, Ending, Invocation};
use crate::process::program::our_program;
use crate::process::resource_limits::ResourceLimits;

use super::font_index::FontCache;
use super::render::args;
use super::sandbox::SandboxStatus;
use super::workspace::Workspace;

/// An engine that was found and that answers.
#[derive(Debug)]
pub struct Install {
    place: Place,
    /// As the engine says it: `0.12.6.1 (with patched qt)`.
    pub version: String,
    /// What is enforced on it.
    pub sandbox: SandboxStatus,
}

#[derive(Debug)]
enum Place {
    /// A folder with loader, libraries and fonts of its own: nothing of the
    /// machine is used.
    Bundle {
        root: PathBuf,
        font_cache: FontCache,
    },
    /// A program of the machine, with the machine's libraries and fonts.
    Program(PathBuf),
}

const LOADER: &str = "lib/ld-linux-x86-64.so.2";
const PROGRAM: &str = "bin/wkhtmltopdf";
/// Our library in the engine (preload), where the loader looks for it.
const PRELOADED: &str = "libhtml2pdf.so";
const FONT_CONFIGURATION: &str = "etc/fonts.conf";
/// The same, with the fonts where a workspace has a link to them.
const FONT_CONFIGURATION_HERE: &str = "etc/fonts-here.conf";

/// What the guard is told; `preload/guard.h` explains the names.
const SANDBOX: &str = "HTML2PDF_SANDBOX";
const HANDSHAKE: &str = "HTML2PDF_HANDSHAKE";
/// An argument that the guard takes away, and that the engine does not know.
const GUARDED: &str = "--html2pdf-guard";

const REMEDY: &str = "run scripts/vendor.sh to make the bundle, or set HTML2PDF_ENGINE to a bundle or to a wkhtmltopdf executable";

impl Install {
    /// Looks in the configured place, then beside our program, then on `PATH`,
    /// and asks the engine for its version.
    pub async fn find(
        configured: Option<&Path>,
        temp_dir: &Path,
        sandbox: Sandbox,
    ) -> Result<Self> {
        let place = match configured {
            Some(path) => Place::at(path, temp_dir)
                .with_context(|| format!("HTML2PDF_ENGINE: {}; {REMEDY}", path.display()))?,
            None => Place::search(temp_dir)?,
        };
        let (version, sandbox) = place.introduce(sandbox).await.with_context(|| {
            format!(
                "the engine at {} does not run; {REMEDY}",
                place.path().display()
            )
        })?;
        sandbox.suffices()?;
        Ok(Self {
            place,
            version,
            sandbox,
        })
    }

    /// Whether this is the build that can print headers, outlines and true sizes.
    pub fn is_patched(&self) -> bool {
        self.version.contains("patched qt") && !self.version.contains("unpatched qt")
    }

    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// The bundle's folder of fonts; the machine's own program has the machine's.
    pub fn fonts(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Bundle { root, .. } => Some(root.join("fonts")),
            Place::Program(_) => None,
        }
    }

    pub fn is_bundle(&self) -> bool {
        matches!(self.place, Place::Bundle { .. })
    }

    /// Whether it can be a fork server: our library must be in it, and what it opens
    /// must have the same path for each of its children.
    pub fn can_be_warm(&self) -> bool {
        self.is_guarded() && Path::new(Workspace::HERE).exists()
    }

    /// Whether the guard has shown that it is in the engine.
    pub fn is_guarded(&self) -> bool {
        self.sandbox.is_guarded
    }

    /// Bounds what it may use. Our library sets the limits itself, also in a child
    /// of the fork server; an engine in which it does not answer gets them from
    /// outside, whatever it is.
    pub fn bound(&self, invocation: &mut Invocation, resource_limits: ResourceLimits) {
        if self.is_guarded() {
            let (name, value) = resource_limits.variable();
            invocation.set_variable(name, value);
        } else {
            invocation.resource_limits = Some(resource_limits);
        }
    }

    /// How to start it in `folder`, where it may keep things in `home`.
    pub fn invocation(&self, arguments: Vec<OsString>, folder: &Path, home: &Path) -> Invocation {
        let mut invocation = self.guarded_invocation(arguments, folder, home);
        if let Some(parts) = self.sandbox.for_job() {
            invocation.set_variable(SANDBOX, parts);
        }
        invocation
    }

    /// The same for a fork server, which has the layout helper or is ready sooner.
    pub fn fork_server_invocation(
        &self,
        arguments: Vec<OsString>,
        folder: &Path,
        home: &Path,
        with_helper: bool,
    ) -> Invocation {
        let mut invocation = self.guarded_invocation(arguments, folder, home);
        let what = if with_helper { "helper" } else { "plain" };
        invocation.set_variable("HTML2PDF_WARM_UP", what);
        if let Some(parts) = self.sandbox.for_fork_server() {
            invocation.set_variable(SANDBOX, parts);
        }
        invocation
    }

    /// With the mark that has the engine fail where the guard cannot be loaded this
    /// time: the loader would only warn.
    fn guarded_invocation(
        &self,
        mut arguments: Vec<OsString>,
        folder: &Path,
        home: &Path,
    ) -> Invocation {
        if self.is_guarded() {
            arguments.insert(0, GUARDED.into());
        }
        self.place.invocation(arguments, folder, home)
    }
}

/// What the engine takes for local time, as POSIX writes it: without a file of
/// zones, and with the sign turned round.
pub fn local_time(zone: TimeZone) -> String {
    let (sign, ahead) = (if zone.0 > 0 { '-' } else { '+' }, zone.0.unsigned_abs());
    format!("<local>{sign}{:02}:{:02}", ahead / 60, ahead % 60)
}

fn is_bundle(path: &Path) -> bool {
    let preloaded = format!("lib/{PRELOADED}");
    let files = [
        LOADER,
        PROGRAM,
        &preloaded,
        FONT_CONFIGURATION,
        FONT_CONFIGURATION_HERE,
    ];
    files.iter().all(|file| path.join(file).is_file()) && path.join("fonts").is_dir()
}

fn font_configuration(folder: &Path) -> &'static str {
    // The path that it names leads through /proc.
    let has_link = folder.join(Workspace::FONTS).is_dir() && Path::new(Workspace::HERE).exists();
    if has_link {
        FONT_CONFIGURATION_HERE
    } else {
        FONT_CONFIGURATION
    }
}

impl Place {
    fn at(path: &Path, temp_dir: &Path) -> Result<Self> {
        let path = std::path::absolute(path)?;
        if is_bundle(&path) {
            let (folder, fonts) = (path.join("cache"), path.join("fonts"));
            let font_cache = FontCache::open(&folder, &fonts, temp_dir)
                .context("the bundle's fonts or their index cannot be read")?;
            Ok(Self::Bundle {
                root: path,
                font_cache,
            })
        } else if path.is_file() {
            Ok(Self::Program(path))
        } else {
            bail!("there is neither a bundle nor a program")
        }
    }

    fn search(temp_dir: &Path) -> Result<Self> {
        let ours = our_program().context("our own program's place is not known")?;
        // In the zip, and in a checkout: target/release/html2pdf, or target/package/x86_64-unknown-linux-gnu/release/html2pdf.
        let beside = ours.parent().map(|folder| folder.join("engine"));
        let roots = ours.ancestors().skip(3).step_by(2).take(2);
        let checkouts = roots.map(|root| root.join("vendor/linux-x86_64"));
        let mut bundles = beside.into_iter().chain(checkouts);
        if let Some(bundle) = bundles.find(|path| is_bundle(path)) {
            return Self::at(&bundle, temp_dir);
        }
        match which::which("wkhtmltopdf") {
            Ok(path) => Self::at(&path, temp_dir),
            Err(_) => bail!("no engine beside the program and no wkhtmltopdf on PATH; {REMEDY}"),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Bundle { root: path, .. } | Self::Program(path) => path,
        }
    }

    fn invocation(&self, arguments: Vec<OsString>, folder: &Path, home: &Path) -> Invocation {
        let mut environment = vec![
            ("LC_ALL", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
            ("HOME", home.into()),
            ("TMPDIR", home.into()),
        ];
        let (program, loader) = match self {
            Self::Program(program) => (program.clone(), Vec::new()),
            Self::Bundle { root, font_cache } => {
                // Each of these keeps the engine from a file of the machine.
                environment.extend([
                    ("HTML2PDF_GUARD", root.into()),
                    ("LOCPATH", root.join("lib/locale").into()),
                    ("GCONV_PATH", root.join("lib/gconv").into()),
                    ("LIBTHAI_DICTDIR", root.join("lib/thai").into()),
                    (
                        "FONTCONFIG_FILE",
                        root.join(font_configuration(folder)).into(),
                    ),
                    ("XDG_CACHE_HOME", font_cache.path().into()),
                ]);
                // Through the bundle's own loader, so that the machine's libc
                // does not matter; the library path is set for this one program.
                let loader = vec![
                    "--inhibit-cache".into(),
                    "--library-path".into(),
                    root.join("lib").into(),
                    // By its name alone: this is a list, with blanks between.
                    "--preload".into(),
                    PRELOADED.into(),
                    root.join(PROGRAM).into(),
                ];
                (root.join(LOADER), loader)
            }
        };
        Invocation {
            program,
            loader,
            arguments,
            environment,
            folder: folder.to_owned(),
            resource_limits: None,
        }
    }

    /// Asks for the engine's version, and the guard for a nonce and what is enforced.
    async fn introduce(&self, sandbox: Sandbox) -> Result<(String, SandboxStatus)> {
        const PATIENCE: Duration = Duration::from_secs(10);
        let root = Path::new("/");
        let mut asked = self.invocation(vec![args::VERSION.into()], root, root);
        let nonce = getrandom::u64().map_err(|error| anyhow!("no random number: {error}"))?;
        let nonce = format!("{nonce:016x}");
        asked.set_variable(HANDSHAKE, &nonce);
        let ended = group::run_for_output(&asked, Instant::now() + PATIENCE)
            .await
            .context("it cannot be started")?;
        let said = String::from_utf8_lossy(&ended.output);
        if ended.ending != Ending::Exited(0) {
            bail!("{:?}: {}", ended.ending, said.trim());
        }
        let version = said
            .lines()
            .find_map(|line| line.strip_prefix("wkhtmltopdf "));
        let version = version.context("it does not call itself wkhtmltopdf")?;
        let sandbox = match self {
            Self::Bundle { .. } => SandboxStatus::from_handshake(&said, &nonce, sandbox),
            Self::Program(_) => SandboxStatus::none(sandbox),
        };
        Ok((version.trim().to_owned(), sandbox))
    }
}
