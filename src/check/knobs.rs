//! Knobs: what a scenario may turn on a model. One declaration gives the type, its defaults and its documentation.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::{Problem, did_you_mean};

/// One knob, as `sooner list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnobDoc {
    /// Its key in the file.
    pub name: &'static str,
    /// What can be written there, in words: "a whole number", "a duration, or none", "one of A, B".
    pub kind: String,
    /// What it does.
    pub about: &'static str,
    /// Its default, as a file writes it.
    pub default: String,
}

/// The knobs of a model: a struct with defaults that a file can write in part.
pub trait Knobs:
    Serialize + DeserializeOwned + Default + Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static
{
    /// Every knob, in order.
    fn docs() -> Vec<KnobDoc>;
    /// Their values in the same order, as a file writes them.
    fn values(&self) -> Vec<String>;
    /// Turns one, by its name, to what a file would write.
    fn turn(&mut self, name: &str, text: &str) -> Result<(), Problem>;
}

impl Knobs for () {
    fn docs() -> Vec<KnobDoc> {
        Vec::new()
    }
    fn values(&self) -> Vec<String> {
        Vec::new()
    }
    fn turn(&mut self, name: &str, _: &str) -> Result<(), Problem> {
        Err(no_such_knob::<()>(name))
    }
}

/// What there is to say where somebody names a knob that is not there.
#[doc(hidden)]
pub fn no_such_knob<K: Knobs>(name: &str) -> Problem {
    let docs = K::docs();
    let known = docs.iter().map(|knob| knob.name);
    let hint = did_you_mean(name, known.clone()).unwrap_or_else(|| match docs.is_empty() {
        true => "this model has no knobs".to_string(),
        false => format!("there is {}", known.collect::<Vec<_>>().join(", ")),
    });
    Problem::at::<&str>([], format!("there is no knob `{name}`")).hint(hint)
}

/// Reads a knob's value as a file writes it.
#[doc(hidden)]
pub fn read_knob<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    super::text::read(text)
}

/// Declares a model's knobs: a struct with documented fields and defaults.
///
/// ```
/// sooner::knobs! {
///     /// What the pump can be told.
///     pub struct Pump {
///         /// How many strokes it makes.
///         pub strokes: u32 = 10,
///     }
/// }
/// assert_eq!(Pump::default().strokes, 10);
/// ```
#[macro_export]
macro_rules! knobs {
    (
        $(#[doc = $about:literal])*
        $visibility:vis struct $name:ident {
            $( $(#[doc = $doc:literal])+ pub $field:ident : $type:ty = $default:expr ),* $(,)?
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        $visibility struct $name {
            $( $(#[doc = $doc])+ pub $field: $type ),*
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $( $field: $default ),* }
            }
        }

        impl $crate::check::Knobs for $name {
            fn docs() -> Vec<$crate::check::KnobDoc> {
                let defaults = $name::default();
                vec![$( $crate::check::KnobDoc {
                    name: stringify!($field),
                    kind: $crate::check::kind_in_words::<$type>(stringify!($type)),
                    about: concat!($($doc),+).trim(),
                    default: $crate::check::Problem::show(&defaults.$field),
                } ),*]
            }
            fn values(&self) -> Vec<String> {
                vec![$( $crate::check::Problem::show(&self.$field) ),*]
            }
            fn turn(&mut self, name: &str, text: &str) -> Result<(), $crate::check::Problem> {
                match name {
                    $( stringify!($field) => self.$field = $crate::check::read_knob(text)?, )*
                    _ => return Err($crate::check::no_such_knob::<Self>(name)),
                }
                Ok(())
            }
        }
    };
}
