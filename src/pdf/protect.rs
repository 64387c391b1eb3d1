//! Passwords and permissions: AES-256 as PDF 2.0 has it (`V 5`, `R 6`).
//!
//! A viewer that opens the document with the user password keeps the
//! permissions if it is honest; nothing but honesty makes it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
use lopdf::{Dictionary, Document, EncryptionState, EncryptionVersion, Object};

use super::error::Error;
use super::stamp::newer;

/// Who may open the document, and what for.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// With this one everything may be done. Nobody knows it if there is none.
    pub owner_password: Option<String>,
    /// With this one the document opens, for what the permissions say. Without
    /// one, anybody may open it so.
    pub user_password: Option<String>,
    pub permissions: Permissions,
}

impl std::fmt::Debug for Protection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Protection")
            .field(
                "owner_password",
                &self.owner_password.as_ref().map(|_| "***"),
            )
            .field("user_password", &self.user_password.as_ref().map(|_| "***"))
            .field("permissions", &self.permissions)
            .finish()
    }
}

/// What a reader without the owner password may do. Reading aloud is always
/// among it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    pub print: bool,
    pub modify: bool,
    pub copy: bool,
    pub annotate: bool,
    pub fill_forms: bool,
    pub assemble: bool,
}

impl Default for Permissions {
    fn default() -> Self {
        Self {
            print: true,
            modify: true,
            copy: true,
            annotate: true,
            fill_forms: true,
            assemble: true,
        }
    }
}

/// The passwords as they are used: normalised, so that they can be typed again
/// on any keyboard.
pub(super) struct Passwords {
    owner: String,
    user: String,
}

/// Longer ones are cut by readers, without a word.
const LONGEST: usize = 127;

impl Passwords {
    pub(super) fn of(protection: &Protection) -> Result<Self, Error> {
        let user = normal("user_password", protection.user_password.as_deref())?;
        let owner = normal("owner_password", protection.owner_password.as_deref())?;
        let owner = match owner {
            Some(owner) if Some(&owner) == user.as_ref() => return Err(Error::SamePasswords),
            Some(owner) => owner,
            None => hex(&random::<16>()?),
        };
        Ok(Self {
            owner,
            user: user.unwrap_or_default(),
        })
    }
}

fn normal(option: &'static str, password: Option<&str>) -> Result<Option<String>, Error> {
    let Some(password) = password.filter(|password| !password.is_empty()) else {
        return Ok(None);
    };
    let normal = stringprep::saslprep(password).map_err(|_| Error::PasswordCharacters {
        option: option.to_owned(),
    })?;
    if normal.len() > LONGEST {
        return Err(Error::PasswordTooLong {
            option: option.to_owned(),
            longest: LONGEST,
        });
    }
    Ok(Some(normal.into_owned()).filter(|password| !password.is_empty()))
}

/// Readies the document to be encrypted while it is written, and tells how.
pub(super) fn protect(
    document: &mut Document,
    passwords: &Passwords,
    permissions: Permissions,
) -> Result<EncryptionState, Error> {
    // PDF 1.7 has this encryption as an extension, which more readers know of
    // than know of PDF 2.0.
    document.version = newer(&document.version, "1.7");
    let extension = Dictionary::from_iter([
        ("BaseVersion", Object::from("1.7")),
        ("ExtensionLevel", 8.into()),
    ]);
    let extensions = Dictionary::from_iter([("ADBE", Object::from(extension))]);
    document.catalog_mut()?.set("Extensions", extensions);

    let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
    let state = EncryptionState::try_from(EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
        file_encryption_key: &random::<32>()?,
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: &passwords.owner,
        user_password: &passwords.user,
        permissions: bits(permissions),
    })?;
    Ok(state)
}

fn bits(permissions: Permissions) -> lopdf::Permissions {
    use lopdf::Permissions as Bits;
    let granted = [
        (
            permissions.print,
            Bits::PRINTABLE | Bits::PRINTABLE_IN_HIGH_QUALITY,
        ),
        (permissions.modify, Bits::MODIFIABLE),
        (permissions.copy, Bits::COPYABLE),
        (permissions.annotate, Bits::ANNOTABLE),
        (permissions.fill_forms, Bits::FILLABLE),
        (permissions.assemble, Bits::ASSEMBLABLE),
    ];
    granted
        .into_iter()
        .filter(|(granted, _)| *granted)
        .fold(Bits::COPYABLE_FOR_ACCESSIBILITY, |all, (_, bits)| {
            all | bits
        })
}

fn random<const BYTES: usize>() -> Result<[u8; BYTES], Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Error::caused_by(&error))?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
