//! Passwords and permissions.

use std::process::Command;

use super::finish;
use html2pdf_lambda::pdf::{Finishing, Metadata, Permissions, Protection};

use super::print::{attachment, three_pages};
use super::reader::{Password, Reader};

#[test]
fn a_protected_pdf_opens_with_its_passwords_and_allows_what_it_says() {
    let work = Finishing {
        protection: Some(Protection {
            owner_password: Some("주인의 열쇠".into()),
            user_password: Some("비밀번호".into()),
            permissions: Permissions {
                print: false,
                copy: false,
                ..Permissions::default()
            },
        }),
        metadata: Metadata {
            title: Some("비밀".into()),
            ..Metadata::default()
        },
        attachments: vec![attachment("a.txt")],
        ..Finishing::default()
    };
    for (compress, linearize) in [(false, false), (true, false), (false, true), (true, true)] {
        let work = Finishing {
            compress,
            linearize,
            ..work.clone()
        };
        let pdf = finish(three_pages(), &work).unwrap();
        let reader = Reader::with(&pdf, Password::User("비밀번호"));
        assert_eq!(reader.info("Title"), "비밀");
        let encrypted = reader.info("Encrypted");
        assert!(
            encrypted.starts_with("yes (print:no copy:no change:yes"),
            "{encrypted}"
        );
        assert!(encrypted.contains("AES-256"), "{encrypted}");
        assert!(reader.mutool_text().contains("gamma"));
        let owner = Reader::with(&pdf, Password::Owner("주인의 열쇠"));
        let says = owner.run("qpdf", &["--show-encryption"], "--password=", &[]);
        assert!(
            says.contains("R = 6") && says.contains("is owner password"),
            "{says}"
        );
        // Neither the title nor the text can be read without.
        assert!(memchr::memmem::find(&pdf, b"alpha").is_none());
        let file = owner.file.path();
        let locked = Command::new("qpdf")
            .arg("--check")
            .arg(file)
            .output()
            .unwrap();
        assert!(!locked.status.success());
    }
}

#[test]
fn permissions_alone_let_anybody_open_the_pdf() {
    let work = Finishing {
        protection: Some(Protection {
            permissions: Permissions {
                modify: false,
                ..Permissions::default()
            },
            ..Protection::default()
        }),
        ..Finishing::default()
    };
    let reader = Reader::new(&finish(three_pages(), &work).unwrap());
    let says = reader.run("qpdf", &["--show-encryption"], "--password=", &[]);
    assert!(says.contains("is user password"), "{says}");
    assert!(!says.contains("is owner password"), "{says}");
    assert!(says.contains("modify other: not allowed"), "{says}");
    assert!(
        says.contains("extract for accessibility: allowed"),
        "{says}"
    );
}

#[test]
fn a_password_that_could_not_be_typed_again_is_refused() {
    let protected = |user: &str, owner: &str| {
        let work = Finishing {
            protection: Some(Protection {
                owner_password: Some(owner.into()),
                user_password: Some(user.into()),
                permissions: Permissions::default(),
            }),
            ..Finishing::default()
        };
        finish(three_pages(), &work).map_err(|fault| fault.to_string())
    };
    // 127 bytes are 42 syllables and a letter.
    assert!(protected(&("가".repeat(42) + "a"), "o").is_ok());
    let long = protected(&"가".repeat(43), "o").unwrap_err();
    assert!(
        long.starts_with("user_password: longer than 127 bytes"),
        "{long}"
    );
    let control = protected("u", "a\u{7}").unwrap_err();
    assert!(
        control.starts_with("owner_password: holds a character"),
        "{control}"
    );
    let same = protected("one", "one").unwrap_err();
    assert!(same.starts_with("owner_password: the same"), "{same}");
}
