//! Lists: files, names with values, permissions.

use crate::message::Message;
use crate::pdf::Permissions;
use crate::text::excerpt;

use super::text::{LONGEST_FILE_NAME, line};

/// Parts between separators, without the empty ones.
fn parts<'a>(value: &'a str, separators: &'a [char]) -> impl Iterator<Item = &'a str> {
    value
        .split(separators)
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Files that one option may name.
pub const MOST_FILES: usize = 50;

/// Names of files between line breaks or, where there is none, between commas:
/// a name may have a comma in it. [`add_file`] writes such a list.
pub fn files(value: &str) -> Result<Vec<String>, Message> {
    let separator = if value.contains('\n') { '\n' } else { ',' };
    let names: Vec<_> = parts(value, &[separator])
        .map(|name| line(name, LONGEST_FILE_NAME))
        .collect::<Result<_, _>>()?;
    if names.len() > MOST_FILES {
        return Err(Message::new(
            format!("more than {MOST_FILES} files"),
            "send fewer",
        ));
    }
    Ok(names)
}

/// Adds a name to a list of files.
pub fn add_file(list: &mut String, name: &str) {
    if !list.contains('\n') {
        *list = list.replace(',', "\n") + "\n";
    }
    *list += name;
    list.push('\n');
}

/// Names and values that a header can carry.
pub type Pairs = Vec<(String, String)>;

pub fn cookies(value: &str) -> Result<Pairs, Message> {
    pairs(parts(value, &[';', '\n', '\r']), "session=abc; theme=print")
}

pub fn header_fields(value: &str) -> Result<Pairs, Message> {
    pairs(parts(value, &['\n', '\r']), "X-Tenant: 42")
}

fn pairs<'a>(parts: impl Iterator<Item = &'a str>, example: &str) -> Result<Pairs, Message> {
    const MOST: usize = 50;
    let is_token = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| b"!#$%&'*+-.^_`|~".contains(&byte) || byte.is_ascii_alphanumeric())
    };
    let visible = |value: &str| value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let pairs: Pairs = parts
        .map(|part| {
            let pair = part.split_once([':', '=']);
            let pair = pair.map(|(name, value)| (name.trim(), value.trim()));
            match pair {
                Some((name, value)) if is_token(name) && visible(value) => {
                    Ok((name.to_owned(), value.to_owned()))
                }
                Some((name, _)) => Err(Message::new(
                    format!(
                        "`{}` or its value has a character that no header can carry",
                        excerpt(name)
                    ),
                    "percent-encode it",
                )),
                // The part may be a secret, so it is not repeated.
                None => Err(Message::new(
                    "has a part without a name",
                    format!("write {example}"),
                )),
            }
        })
        .collect::<Result<_, _>>()?;
    if pairs.len() > MOST {
        return Err(Message::new(
            format!("more than {MOST} of them"),
            "send fewer",
        ));
    }
    Ok(pairs)
}

/// A permission's name, and how it is granted.
type Grant = (&'static str, fn(&mut Permissions));

/// The permissions by their names, and how each is granted.
pub const PERMISSIONS: &[Grant] = &[
    ("print", |granted| granted.print = true),
    ("copy", |granted| granted.copy = true),
    ("modify", |granted| granted.modify = true),
    ("annotate", |granted| granted.annotate = true),
    ("fill_forms", |granted| granted.fill_forms = true),
    ("assemble", |granted| granted.assemble = true),
];

/// `all`, `none`, or some of [`PERMISSIONS`].
pub fn permissions(value: &str) -> Result<Permissions, Message> {
    const NONE: Permissions = Permissions {
        print: false,
        modify: false,
        copy: false,
        annotate: false,
        fill_forms: false,
        assemble: false,
    };
    let words: Vec<_> = parts(value, &[',', ' ', '\n'])
        .map(|word| word.to_ascii_lowercase().replace('-', "_"))
        .collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["all"] => return Ok(Permissions::default()),
        ["none"] => return Ok(NONE),
        _ => {}
    }
    let mut granted = NONE;
    for word in words {
        if word == "all" || word == "none" {
            return Err(Message::new(
                format!("`{word}` stands alone"),
                "leave it out, or leave out the others",
            ));
        }
        let Some((_, grant)) = PERMISSIONS.iter().find(|(name, _)| *name == word) else {
            let names: Vec<_> = PERMISSIONS.iter().map(|(name, _)| *name).collect();
            return Err(Message::new(
                format!("`{}` is not a permission", excerpt(&word)),
                format!("use all, none, or some of {}", names.join(", ")),
            ));
        };
        grant(&mut granted);
    }
    Ok(granted)
}
