//! Knobs: what a scenario may turn on a model. One declaration gives the type, its defaults and its documentation.

use serde::Serialize;
use serde::de::{self, DeserializeOwned, Deserializer, Visitor};

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

/// What can be written for a type, by its name in the source; `T` tells the variants of an enum.
#[doc(hidden)]
pub fn kind_in_words<T: DeserializeOwned>(name: &str) -> String {
    let name: String = name.split_whitespace().collect();
    let (inner, or_none) = match name.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')) {
        Some(inner) => (inner, ", or none"),
        None => (name.as_str(), ""),
    };
    let last = inner.rsplit("::").next().unwrap_or(inner);
    let words = match last {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number".to_string(),
        "f32" | "f64" => "a number".to_string(),
        "bool" => "true or false".to_string(),
        "Span" => "a duration".to_string(),
        "Time" => "an instant".to_string(),
        "Probability" => "a probability".to_string(),
        "String" => "words in quotes".to_string(),
        other => match variants::<T>() {
            [] => other.to_string(),
            variants => format!("one of {}", variants.join(", ")),
        },
    };
    words + or_none
}

/// The variants that a type asks its file for; none where it is no enum.
fn variants<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut variants: &'static [&'static str] = &[];
    // It always fails: what the type asks for is all that is wanted of it.
    let _ = T::deserialize(Asked(&mut variants));
    variants
}

/// A deserializer that only remembers which variants it was asked for.
struct Asked<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("nothing is read here"))
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = variants;
        self.deserialize_any(visitor)
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
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
