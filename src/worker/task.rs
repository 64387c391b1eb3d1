//! The tasks of the worker and what it reports: one typed value each way, as JSON
//! in the job's folder.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::font::{Slice, Wish};
use crate::pdf::inspect::Inspection;
use crate::pdf::paginate::Placed;
use crate::pdf::{self, Finishing};
use crate::process::resource_limits::ResourceLimits;
use crate::raster::{self, Settings};

/// The file that holds the assignment, and the one that holds the report.
pub(super) const ASSIGNMENT: &str = "task.json";
pub(super) const REPORT: &str = "report.json";

/// What the worker finds in its folder when it starts: limits, which it sets before
/// it does anything else, and its task.
pub(super) type Assignment<T> = (ResourceLimits, T);

/// What is to be done. Files are named as they lie in the job's folder.
#[derive(Debug, Serialize, Deserialize)]
pub enum Task {
    /// Read from a printed PDF where its links and headings are.
    Inspect { pdf: String },
    /// Take each page from the run in which it is real.
    Collate {
        runs: Vec<String>,
        /// For each page the run that it comes from.
        from: Vec<usize>,
        product: String,
    },
    /// Put pages together of which each has its own sheet.
    Paginate {
        runs: Vec<String>,
        sheets: Vec<String>,
        placed: Vec<Placed>,
        product: String,
    },
    /// Convert pictures for the engine, each into a file of its own.
    Convert { pictures: Vec<Conversion> },
    /// Make fonts for the engine, each into a file of its own. One that cannot be made
    /// leaves none.
    MakeFonts { fonts: Vec<FontTask> },
    /// Lower scripts, which lie in one file as JSON: a list of kinds and sources. The
    /// product gets a line for each as soon as it is done: some may end the process.
    LowerScripts { scripts: String, product: String },
    /// Fill templates, which lie in one file as JSON. The product gets a line for each as
    /// soon as it is filled: some may end the process.
    FillTemplates { order: String, product: String },
    /// Finish a printed PDF, and draw it where a picture is asked for.
    Produce {
        pdf: String,
        /// Its files are beside it: `file-0`, `file-1`, in their order.
        finishing: Option<Box<Finishing>>,
        picture: Option<Settings>,
        product: String,
    },
}

/// Fonts, what they become, and the file to put that into.
#[derive(Debug, Serialize, Deserialize)]
pub struct FontTask {
    pub slices: Vec<Slice<String>>,
    pub wish: Wish,
    pub product: String,
}

/// A picture, and the file to put it into.
#[derive(Debug, Serialize, Deserialize)]
pub struct Conversion {
    pub picture: String,
    pub product: String,
}

/// What came of a task.
#[derive(Debug, Serialize, Deserialize)]
pub enum Report {
    Inspected(Inspection),
    Collated,
    Paginated,
    /// Of each picture the type that it now has; `None` of one that cannot be read.
    Converted(Vec<Option<String>>),
    LoweredScripts,
    FilledTemplates,
    MadeFonts,
    Produced(Produced),
    Rejected(TaskError),
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Produced {
    /// Pages of the finished PDF; `None` where nothing changed them.
    pub pages: Option<u32>,
    pub finish: Option<Duration>,
    pub draw: Option<Duration>,
}

/// Why a task was not done.
#[derive(Debug, Serialize, Deserialize)]
pub enum TaskError {
    Pdf(pdf::Error),
    Raster(raster::Error),
}

impl From<TaskError> for Error {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Pdf(error) => Self::Pdf(error),
            TaskError::Raster(error) => Self::Raster(error),
        }
    }
}

/// The name of a file that a finishing speaks of.
pub fn file_name(at: usize) -> String {
    format!("file-{at}")
}
