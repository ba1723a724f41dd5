//! Knobs: what a scenario may turn on a model. One declaration gives the type, its defaults and its documentation.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// One knob, as `sooner list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnobDoc {
    /// Its key in the file.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Its default, as a file writes it.
    pub default: String,
}

/// The knobs of a model: a struct with defaults that a file can write in part.
pub trait Knobs: Serialize + DeserializeOwned + Default + Clone + PartialEq + std::fmt::Debug {
    /// Every knob, in order.
    fn docs() -> Vec<KnobDoc>;
}

impl Knobs for () {
    fn docs() -> Vec<KnobDoc> {
        Vec::new()
    }
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
                    about: concat!($($doc),+).trim(),
                    default: $crate::check::Problem::show(&defaults.$field),
                } ),*]
            }
        }
    };
}
