//! Where the store is, and how long results are kept.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::message::Message;
use crate::process::credentials::Credentials;

/// Where results are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    S3(Location),
    Google(Location),
    Azure(Location),
    /// A folder of this machine.
    Folder(PathBuf),
}

/// A bucket, or a container, and what the names of results begin with there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    pub bucket: String,
    pub prefix: String,
}

#[derive(Clone, Debug)]
pub struct StoreSettings {
    pub place: Place,
    pub lifetime: Duration,
    /// Whether the bucket may be spoken with without TLS, such as an emulator.
    pub may_be_plain: bool,
    pub credentials: Credentials,
}

const REMEDY: &str =
    "use s3://BUCKET/PREFIX, gs://BUCKET/PREFIX, az://CONTAINER/PREFIX, or file:///FOLDER";

/// Variables that say where a service is, if not where the provider has it.
const ENDPOINTS: [&str; 5] = [
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_STS",
    "GOOGLE_BASE_URL",
    "AZURE_STORAGE_ENDPOINT",
];

impl StoreSettings {
    /// What a client would find out only when it is used.
    pub fn check(&self) -> Result<(), Message> {
        let given = |name| self.credentials.get(name);
        let mut plain = ENDPOINTS.iter().filter(|name| {
            let endpoint = given(name);
            endpoint.is_some_and(|endpoint| endpoint.starts_with("http:"))
        });
        if let Some(name) = plain.next()
            && !self.may_be_plain
        {
            return Err(Message::new(
                format!("{name} is without TLS"),
                "use https, or set HTML2PDF_STORE_HTTP=on for an emulator of your own",
            ));
        }
        let names = [
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_S3",
        ];
        if matches!(self.place, Place::S3(_)) && !names.iter().any(|name| given(name).is_some()) {
            return Err(Message::new(
                "nobody says in which region the bucket is",
                "set AWS_REGION",
            ));
        }
        Ok(())
    }
}

impl Place {
    /// As [`std::fmt::Display`] writes it.
    pub fn read(text: &str) -> Result<Self, Message> {
        let refused = |why: &str| Err(Message::new(format!("`{text}` {why}"), REMEDY));
        let Ok(url) = Url::parse(text) else {
            return refused("is no address");
        };
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return refused("has more than a place");
        }
        if url.scheme() == "file" {
            return match url.to_file_path() {
                Ok(path) => Ok(Self::Folder(path)),
                Err(()) => refused("is no folder of this machine"),
            };
        }
        let bucket = match url.host_str() {
            Some(host) if !host.is_empty() && url.port().is_none() => host.to_owned(),
            _ => return refused("names no bucket"),
        };
        let prefix = url.path().trim_matches('/').to_owned();
        if prefix.contains("//") || prefix.contains('%') {
            return refused("has a prefix with an empty part, or with letters that need escapes");
        }
        let location = Location { bucket, prefix };
        match url.scheme() {
            "s3" => Ok(Self::S3(location)),
            "gs" => Ok(Self::Google(location)),
            "az" => Ok(Self::Azure(location)),
            _ => refused("is of no known kind"),
        }
    }

    pub fn is_folder(&self) -> bool {
        matches!(self, Self::Folder(_))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (scheme, Location { bucket, prefix }) = match self {
            Self::S3(location) => ("s3", location),
            Self::Google(location) => ("gs", location),
            Self::Azure(location) => ("az", location),
            Self::Folder(path) => return write!(f, "file://{}", path.display()),
        };
        write!(f, "{scheme}://{bucket}/{prefix}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        for (text, place) in [
            ("s3://results/pdf/2026", "s3://results/pdf/2026"),
            ("s3://results", "s3://results/"),
            ("gs://results/a/", "gs://results/a"),
            ("az://container/a", "az://container/a"),
            ("file:///var/lib/results", "file:///var/lib/results"),
        ] {
            assert_eq!(Place::read(text).unwrap().to_string(), place);
        }
    }

    #[test]
    fn what_is_no_place_is_refused_with_what_would_be_one() {
        for text in [
            "results",
            "/var/lib/results",
            "s3://",
            "s3:///prefix",
            "s3://key:secret@results/",
            "s3://results/?x=1",
            "s3://results/a//b",
            "s3://results:9000/",
            "ftp://results/a",
            "https://results.s3.amazonaws.com/",
            "file://host/folder",
        ] {
            let refused = Place::read(text).unwrap_err();
            assert!(
                refused.remedy.unwrap().contains("s3://BUCKET/PREFIX"),
                "{text}"
            );
        }
    }
}
