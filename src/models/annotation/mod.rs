//! EventualPy's demonstration, and its C# forerunner: a data-entry service creates fields, an annotation service
//! annotates them, data entry saves the annotation and acknowledges it. Every operation may fail; both republish.

mod agreement;
mod annotation_service;
mod books;
mod claims;
mod data_entry_service;
mod law;
mod letter;
mod mutants;
mod properties;
mod service;
mod settings;
mod system;
mod trials;

pub use annotation_service::Annotation;
pub use data_entry_service::DataEntry;
pub use letter::{Input, Letter, Tick};
pub use mutants::Mutant;
pub use properties::Monitor;
pub use service::Service;
pub use settings::{Profile, Rules, Settings};
pub use system::{ACK, AnnotationSystem, GENERATE, SAVE};
