//! From a line of the manifest to a job. What a line shares with a request is read
//! as requests are; what it has beyond are paths.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bytes::Bytes;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::api::native::json::{self, Members};
use crate::api::native::request::{self, RequestPolicy};
use crate::api::submission::{DOCUMENTS, Field, Submission, option_of_file};
use crate::config::Config;
use crate::document::charset;
use crate::error::Error;
use crate::job::options::{FieldError, canonical_name, option_named};
use crate::job::{Asset, Job, Network};

use super::args::BatchArgs;
use super::field::{ASSETS, DATA, FILE, OUTPUT, TEMPLATE};
use super::template::{self, CommonTemplate};

/// What holds for every line. There is no `Debug` of it: options may be passwords.
pub struct Common {
    options: Vec<(String, String)>,
    assets: Vec<(String, Bytes)>,
    template: Option<CommonTemplate>,
    /// Of all templates.
    data: Option<Members>,
    /// From which paths in the manifest lead.
    folder: PathBuf,
    config: Config,
    network: Network,
}

impl Common {
    pub fn load(
        args: &BatchArgs,
        folder: PathBuf,
        config: &Config,
        network: &Network,
    ) -> Result<Self> {
        let mut common = Self {
            options: args.options.words.clone(),
            assets: Vec::new(),
            template: None,
            data: None,
            folder,
            config: config.clone(),
            network: network.clone(),
        };
        let limit = config.max_request_bytes;
        let mut contents = Vec::new();
        for (name, path) in &args.options.files {
            contents.push((name.as_str(), path));
        }
        for path in &args.assets {
            let shown = path.to_string_lossy().into_owned();
            match option_of_file(&shown) {
                Some(option) => contents.push((option, path)),
                None => {
                    let bytes = read(path, limit);
                    let bytes = bytes.with_context(|| format!("cannot read {shown}"))?;
                    common.assets.push((shown, bytes.into()));
                }
            }
        }
        for (name, path) in contents {
            let bytes = read(path, limit);
            let bytes = bytes.with_context(|| format!("cannot read {}", path.display()))?;
            let text = charset::text(&bytes, None);
            let text = text.map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?;
            common.options.push((name.to_owned(), text));
        }
        common.take_template(limit)?;
        Ok(common)
    }

    /// Takes a template and data of all lines out of the options: what a line says itself
    /// is put over them, and not in their place.
    fn take_template(&mut self, limit: usize) -> Result<()> {
        let is_file = |(name, value): &mut (String, String)| {
            name == TEMPLATE && !template::is_language(value)
        };
        if let Some((_, path)) = self.options.extract_if(.., is_file).next() {
            let language = template::language_of(&path);
            let language = language.map_err(|why| anyhow::anyhow!("--template: {why}"))?;
            let bytes = read(Path::new(&path), limit);
            let bytes = bytes.with_context(|| format!("cannot read {path}"))?;
            self.template = Some(CommonTemplate {
                language,
                bytes: bytes.into(),
            });
        }
        let is_data = |(name, _): &mut (String, String)| name == DATA;
        if let Some((_, text)) = self.options.extract_if(.., is_data).next() {
            let data = template::object(&Value::String(text));
            self.data = Some(data.map_err(|why| anyhow::anyhow!("--{why}"))?);
        }
        Ok(())
    }

    /// Says what would be wrong with every line.
    pub fn check(&self) -> Result<(), Error> {
        let mut submission = Submission::within(&self.config.limits);
        submission.set_document_text("<p>".to_owned());
        self.add_to(&mut submission, &[]);
        // What they name comes with the lines.
        match request::job_of(submission, self.policy()) {
            Err(Error::BadFields(mut fields)) => {
                let given = |field: &FieldError| {
                    let mut words = self.config_words();
                    words.any(|name| name == field.field)
                };
                fields.retain(given);
                match fields.is_empty() {
                    true => Ok(()),
                    false => Err(Error::BadFields(fields)),
                }
            }
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    /// Options whose value alone says whether they are right.
    fn config_words(&self) -> impl Iterator<Item = &str> {
        let names = self.options.iter().map(|(name, _)| name.as_str());
        names.filter(|name| {
            let spec = option_named(name);
            spec.is_some_and(|spec| !spec.kind.names_files())
        })
    }

    /// The hash of it, with which those of lines begin.
    pub fn seed(&self) -> Sha256 {
        let mut hash = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        for (name, value) in &self.options {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        for (path, bytes) in &self.assets {
            add(path.as_bytes());
            add(bytes);
        }
        if let Some(template) = &self.template {
            add(template.language.as_bytes());
            add(&template.bytes);
        }
        if let Some(data) = &self.data {
            add(Value::Object(data.clone()).to_string().as_bytes());
        }
        hash
    }

    pub fn job(&self, mut members: Members) -> Result<Job, Error> {
        refuse_two(&members, "")?;
        let mut submission = Submission::within(&self.config.limits);
        self.add_template(&mut members, &mut submission)?;
        if let Some(path) = members.remove(FILE) {
            match self.read(path) {
                Ok(bytes) => submission.set_document(bytes.into(), None),
                Err(why) => submission.refuse_document(FILE, why),
            }
        }
        if let Some(Value::Array(documents)) = members.get_mut(DOCUMENTS) {
            for (at, document) in documents.iter_mut().enumerate() {
                let Value::Object(document) = document else {
                    continue;
                };
                refuse_two(document, &format!("{DOCUMENTS}[{at}]."))?;
                let Some(path) = document.remove(FILE) else {
                    continue;
                };
                match self.read(path) {
                    Ok(bytes) => submission.add_document(Some(at), bytes.into(), None),
                    Err(why) => submission.refuse_own_document(at, FILE, why),
                }
            }
        }
        let mut names = Vec::new();
        match members.remove(ASSETS) {
            Some(Value::Object(files)) => {
                names.extend(files.keys().map(|path| Asset::bare_name(path).to_owned()));
                members.insert(ASSETS.to_owned(), Value::Object(files));
            }
            Some(Value::Array(paths)) => self.add_assets(paths, &mut submission, &mut names),
            // Of a cell.
            Some(Value::String(paths)) => {
                let paths = paths.split([';', '\n']).map(str::trim);
                let paths = paths.filter(|path| !path.is_empty());
                let paths = paths.map(Value::from).collect();
                self.add_assets(paths, &mut submission, &mut names);
            }
            Some(Value::Null) | None => {}
            Some(_) => submission.refuse(ASSETS, "not a list of paths"),
        }
        json::add_members(members, &mut submission);
        self.add_to(&mut submission, &names);
        request::job_of(submission, self.policy())
    }

    /// Takes the template of a line, or that of all, and what fills it.
    fn add_template(&self, members: &mut Members, to: &mut Submission) -> Result<(), Error> {
        let has_document = document_of(members).is_some();
        let named = template::given(members, TEMPLATE);
        let named = named.and_then(Value::as_str).map(str::to_owned);
        let is_template = match named {
            Some(language) if template::is_language(&language) => true,
            Some(path) => {
                if let Some(other) = document_of(members) {
                    let why = format!("names a file, and is given together with {other}; keep one");
                    return Err(Error::field(TEMPLATE, why));
                }
                template::take(members, TEMPLATE);
                let language = template::language_of(&path);
                let language = language.map_err(|why| Error::field(TEMPLATE, why))?;
                match self.read(Value::String(path)) {
                    Ok(bytes) => to.set_document(bytes.into(), None),
                    Err(why) => to.refuse_document(TEMPLATE, why),
                }
                to.add_option(TEMPLATE, Ok(language.to_owned()));
                true
            }
            None => match &self.template {
                Some(common) if !has_document => {
                    to.set_document(common.bytes.clone(), None);
                    to.add_option(TEMPLATE, Ok(common.language.to_owned()));
                    true
                }
                _ => {
                    let mut options = self.options.iter();
                    options.any(|(name, _)| name == TEMPLATE)
                }
            },
        };
        match &self.data {
            Some(common) if is_template => template::under(members, common),
            _ => Ok(()),
        }
    }

    fn add_assets(&self, paths: Vec<Value>, to: &mut Submission, names: &mut Vec<String>) {
        for path in paths {
            let shown = path.as_str().unwrap_or_default().to_owned();
            match self.read(path) {
                Ok(bytes) => {
                    names.push(Asset::bare_name(&shown).to_owned());
                    to.add_asset(&shown, bytes.into(), None);
                }
                Err(why) => to.refuse(ASSETS, why),
            }
        }
    }

    /// Adds what a line does not have itself.
    fn add_to(&self, submission: &mut Submission, names: &[String]) {
        for (path, bytes) in &self.assets {
            if !names.iter().any(|name| name == Asset::bare_name(path)) {
                submission.add_asset(path, bytes.clone(), None);
            }
        }
        for (name, value) in &self.options {
            submission.add_common_option(name, value);
        }
    }

    fn policy(&self) -> RequestPolicy<'_> {
        RequestPolicy {
            limit: self.config.max_request_bytes,
            limits: &self.config.limits,
            defaults: &self.config.defaults,
            network: &self.network,
            format: None,
        }
    }

    fn read(&self, path: Value) -> Result<Vec<u8>, String> {
        let Value::String(path) = path else {
            return Err("not a path; write it as text".to_owned());
        };
        let bytes = read(&self.folder.join(&path), self.config.max_request_bytes);
        bytes.map_err(|error| {
            format!(
                "`{}` cannot be read: {error}; paths lead from the manifest's folder",
                crate::text::excerpt(&path)
            )
        })
    }

    /// A line with the data of all under its own.
    pub fn data_of(&self, members: &Members) -> Result<Members, Error> {
        let mut data = Members::new();
        if let Some(own) = template::given(members, DATA) {
            data.insert(DATA.to_owned(), own.clone());
        }
        if let Some(common) = &self.data {
            template::under(&mut data, common)?;
        }
        Ok(data)
    }

    /// Whether a path is one that the line reads.
    pub fn reads(&self, members: &Members, path: &Path) -> bool {
        let file = members.get(FILE).and_then(Value::as_str);
        let template = template::given(members, TEMPLATE).and_then(Value::as_str);
        let mut read = file.into_iter().chain(template);
        read.any(|file| crate::cli::output::is_same_file(&self.folder.join(file), path))
    }
}

/// The field in which a line has its document.
fn document_of(members: &Members) -> Option<&String> {
    let is_document = |name: &&String| name.as_str() == FILE || is_other_document(name);
    members.keys().find(is_document)
}

fn is_other_document(name: &str) -> bool {
    let field = Field::named(name);
    matches!(field, Field::Html | Field::HtmlBase64)
        || matches!(field, Field::Documents { .. })
        || canonical_name(name) == Some("url")
}

/// Refuses a file beside another document. `place` stands before the field's name.
fn refuse_two(members: &Members, place: &str) -> Result<(), Error> {
    let other = members.keys().find(|name| is_other_document(name));
    match other.filter(|_| members.contains_key(FILE)) {
        Some(other) => {
            let why = format!("given together with {other}; keep one or the other");
            Err(Error::field(&format!("{place}{FILE}"), why))
        }
        None => Ok(()),
    }
}

/// The name that a line gives its output.
pub fn output(members: &mut Members) -> Result<Option<String>, Error> {
    match members.remove(OUTPUT) {
        Some(Value::String(name)) => Ok(Some(name)),
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(Error::field(
            OUTPUT,
            "not text; write a name such as \"0001.pdf\"",
        )),
    }
}

fn read(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        let why = format!("it has more than {limit} bytes (HTML2PDF_MAX_REQUEST_BYTES)");
        return Err(io::Error::other(why));
    }
    Ok(bytes)
}
