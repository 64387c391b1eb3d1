//! Where a path leads, and which methods it takes.

use http::Method;

use crate::error::Error;
use crate::jobs::id::JobId;

use super::results;

/// Where a path leads. Its last word decides, behind any stage or prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// And the format that the path names, if it does.
    Print(Option<&'static str>),
    Jobs,
    Job(JobId),
    JobResult(JobId),
    Health,
    OpenApi,
    /// What the store has, if it is a folder of ours.
    Result,
    Nowhere,
}

impl Route {
    pub fn of(path: &str) -> Self {
        let path = path.trim_end_matches('/');
        let mut words = path.rsplit('/');
        match [(); 3].map(|()| words.next()) {
            [Some("result"), Some(id), Some("jobs")] => {
                return JobId::parse(id).map_or(Self::Nowhere, Self::JobResult);
            }
            [Some(id), Some("jobs"), _] => {
                if let Some(id) = JobId::parse(id) {
                    return Self::Job(id);
                }
            }
            [Some(_), Some(results::FOLDER), _] => return Self::Result,
            _ => {}
        }
        match path.rsplit('/').next() {
            Some("jobs") => Self::Jobs,
            Some("") | None => Self::Print(None),
            Some("pdf") => Self::Print(Some("pdf")),
            Some("png") => Self::Print(Some("png")),
            Some("jpg" | "jpeg") => Self::Print(Some("jpg")),
            Some("health") => Self::Health,
            Some("openapi.json") => Self::OpenApi,
            Some(_) => Self::Nowhere,
        }
    }

    pub const fn methods(self) -> &'static str {
        match self {
            Self::Print(_) | Self::Jobs => "POST, OPTIONS",
            Self::Job(_) => "GET, HEAD, DELETE, OPTIONS",
            Self::JobResult(_) | Self::Health | Self::OpenApi | Self::Result => {
                "GET, HEAD, OPTIONS"
            }
            Self::Nowhere => "",
        }
    }

    /// What to do instead, for who comes with another method.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Print(_) | Self::Jobs => {
                "POST a document to it: the HTML as the body, with Content-Type: text/html"
            }
            Self::Job(_) => "GET it, or DELETE it",
            Self::JobResult(_) | Self::Health | Self::OpenApi | Self::Result => "GET it",
            Self::Nowhere => "",
        }
    }

    pub fn refuse(self, method: &Method) -> Error {
        Error::MethodNotAllowed {
            method: method.to_string(),
            allow: self.methods(),
            remedy: self.remedy(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_the_path_decides() {
        for (path, format) in [
            ("/", None),
            ("", None),
            ("/pdf", Some("pdf")),
            ("/pdf/", Some("pdf")),
            ("/prod/api/pdf", Some("pdf")),
            ("/v1/png", Some("png")),
            ("/jpg", Some("jpg")),
            ("/jpeg", Some("jpg")),
        ] {
            assert_eq!(Route::of(path), Route::Print(format), "{path}");
        }
        assert_eq!(Route::of("/v1/openapi.json"), Route::OpenApi);
        assert_eq!(Route::of("/v1/health"), Route::Health);
        assert_eq!(Route::of("/v1/results/pdf"), Route::Result);
        assert_eq!(Route::of("/results"), Route::Nowhere);
        let name = "0123456789abcdef0123456789abcdef";
        let id = JobId::parse(name).unwrap();
        assert_eq!(Route::of("/prod/jobs/"), Route::Jobs);
        assert_eq!(Route::of(&format!("/v1/jobs/{name}")), Route::Job(id));
        let result = format!("/jobs/{name}/result");
        assert_eq!(Route::of(&result), Route::JobResult(id));
        for nowhere in ["/jobs/x", "/jobs/x/result", "/result", &format!("/{name}")] {
            assert_eq!(Route::of(nowhere), Route::Nowhere, "{nowhere}");
        }
        assert_eq!(Route::of("/jobs/pdf"), Route::Print(Some("pdf")));
        assert_eq!(Route::of("/pdfs"), Route::Nowhere);
        assert_eq!(Route::of("/pdf/x"), Route::Nowhere);
    }
}
