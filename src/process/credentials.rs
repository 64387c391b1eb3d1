//! What a store of results needs of the environment that the program was started with.
//! It is kept out of the environment of today, which children may inherit and libraries
//! may read.

use std::fmt;

/// Variables of the providers' own tools, and what they hold.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials(Vec<(String, String)>);

impl Credentials {
    /// Variables by which AWS, Google and Azure say who somebody is, and where their
    /// services are.
    pub const NAMES: &'static [&'static str] = &[
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_S3",
        "AWS_ENDPOINT_URL_STS",
        "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
        "AWS_METADATA_ENDPOINT",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_SERVER_SIDE_ENCRYPTION",
        "AWS_SSE_KMS_KEY_ID",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_SERVICE_ACCOUNT",
        "GOOGLE_SERVICE_ACCOUNT_KEY",
        "GOOGLE_BASE_URL",
        "AZURE_STORAGE_ACCOUNT_NAME",
        "AZURE_STORAGE_ACCOUNT_KEY",
        "AZURE_STORAGE_SAS_TOKEN",
        "AZURE_STORAGE_ENDPOINT",
        "AZURE_CLIENT_ID",
        "AZURE_CLIENT_SECRET",
        "AZURE_TENANT_ID",
        "AZURE_AUTHORITY_HOST",
        "AZURE_FEDERATED_TOKEN_FILE",
        "AZURE_MSI_ENDPOINT",
        "AZURE_IDENTITY_ENDPOINT",
        "AZURE_OBJECT_ID",
        "AZURE_MSI_RESOURCE_ID",
    ];

    pub fn is_one(name: &[u8]) -> bool {
        Self::NAMES.iter().any(|known| known.as_bytes() == name)
    }

    /// Takes on a variable. Of two with one name the first counts, as for the C library; one that is set to nothing is not set.
    pub fn add(&mut self, name: &[u8], value: &[u8]) {
        let (Ok(name), Ok(value)) = (std::str::from_utf8(name), std::str::from_utf8(value)) else {
            return;
        };
        if !value.is_empty() && self.get(name).is_none() {
            self.0.push((name.to_owned(), value.to_owned()));
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Those whose names begin so.
    pub fn of(&self, beginning: &'static str) -> impl Iterator<Item = (&str, &str)> {
        let all = self.0.iter().map(|(name, value)| (&**name, &**value));
        all.filter(move |(name, _)| name.starts_with(beginning))
    }
}

/// A log must not have them.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_they_hold_is_not_written_down() {
        let mut credentials = Credentials::default();
        credentials.add(b"AWS_SECRET_ACCESS_KEY", b"hush");
        credentials.add(b"AWS_SECRET_ACCESS_KEY", b"later");
        credentials.add(b"AWS_REGION", b"");
        assert_eq!(credentials.get("AWS_SECRET_ACCESS_KEY"), Some("hush"));
        assert_eq!(credentials.get("AWS_REGION"), None);
        let written = format!("{credentials:?}");
        assert!(written.contains("AWS_SECRET_ACCESS_KEY"), "{written}");
        assert!(!written.contains("hush"), "{written}");
    }
}
