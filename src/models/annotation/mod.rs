//! EventualPy's demonstration, and its C# forerunner: a data-entry service creates fields, an annotation service
//! annotates them, data entry saves the annotation and acknowledges it. Every operation may fail; both republish.

mod agreement;
mod annotation;
mod claims;
mod data_entry;
mod letter;
mod properties;
mod settings;
mod system;

pub use annotation::Annotation;
pub use data_entry::DataEntry;
pub use letter::{Input, Letter, Tick};
pub use properties::Monitor;
pub use settings::{Profile, Rules, Settings};
pub use system::{ACK, AnnotationSystem, GENERATE, SAVE, Service};
