//! What can be written for a type, in words: found out by asking the type what it wants to read. Knows no knob.

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, SeqAccess, Visitor};

/// What a type asks its file for.
#[derive(Clone, Debug, Default, PartialEq)]
enum Form {
    /// Nothing that tells more than its name.
    #[default]
    Unknown,
    /// One of some words.
    OneOf(&'static [&'static str]),
    /// A structure with these fields.
    Fields(&'static [&'static str]),
    /// Several of something.
    List(Box<Form>),
    /// A whole number.
    Whole,
    /// Words in quotes.
    Text,
    /// Something else, in the type's own words.
    Told(String),
}

/// What can be written for a type; `name` is its name in the source.
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
        other => Form::of::<T>().words().unwrap_or_else(|| format!("a {}", other.to_lowercase())),
    };
    words + or_none
}

impl Form {
    fn of<T: DeserializeOwned>() -> Form {
        let mut form = Form::Unknown;
        // It always fails: what the type asks for is all that is wanted of it.
        let _ = T::deserialize(Asked(&mut form));
        form
    }

    /// In words; none where only the type's name can tell.
    fn words(&self) -> Option<String> {
        Some(match self {
            Form::Unknown => return None,
            Form::OneOf(variants) => {
                // A shorter name for the same: M1 for M1DoesSomethingElse.
                let is_short_for = |short: &str, long: &str| {
                    long.strip_prefix(short).is_some_and(|rest| rest.starts_with(char::is_uppercase))
                };
                let is_own = |name: &&&str| !variants.iter().any(|other| is_short_for(name, other));
                let own: Vec<&str> = variants.iter().filter(is_own).copied().collect();
                format!("one of {}", own.join(", "))
            }
            Form::Fields(fields) => format!("({})", fields.join(", ")),
            Form::List(inner) => match &**inner {
                Form::Unknown => "a list".to_string(),
                Form::Whole => "whole numbers, [..]".to_string(),
                Form::Text => "words in quotes, [..]".to_string(),
                inner => format!("[{}, ..]", inner.words().unwrap_or_default()),
            },
            Form::Whole => "a whole number".to_string(),
            Form::Text => "text in quotes".to_string(),
            Form::Told(words) => words.clone(),
        })
    }
}

/// A deserializer, and a list's, that only remembers what it was asked for.
struct Asked<'a>(&'a mut Form);

fn nothing() -> de::value::Error {
    de::Error::custom("nothing is read here")
}

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        *self.0 = Form::Told((&visitor as &dyn Expected).to_string());
        Err(nothing())
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = Form::OneOf(variants);
        Err(nothing())
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = Form::Fields(fields);
        Err(nothing())
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let mut inner = Form::Unknown;
        let asked = visitor.visit_seq(Asked(&mut inner));
        *self.0 = Form::List(Box::new(inner));
        asked
    }
    fn deserialize_str<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        *self.0 = Form::Text;
        Err(nothing())
    }
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }
    fn deserialize_i64<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        *self.0 = Form::Whole;
        Err(nothing())
    }
    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_i64(visitor)
    }
    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_i64(visitor)
    }
    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_i64(visitor)
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct
        map identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Asked<'_> {
    type Error = de::value::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Self::Error> {
        seed.deserialize(Asked(self.0)).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[allow(dead_code)]
    struct Part {
        from: u64,
        to: Option<u64>,
    }

    #[derive(Deserialize)]
    #[allow(dead_code)]
    enum Way {
        #[serde(alias = "M1")]
        M1OverTheHills,
        M10Far,
    }

    #[test]
    fn what_can_be_written_is_told_in_words_and_not_in_the_names_of_types() {
        assert_eq!(kind_in_words::<Vec<Part>>("Vec<Part>"), "[(from, to), ..]");
        assert_eq!(kind_in_words::<Vec<u32>>("Vec<u32>"), "whole numbers, [..]");
        assert_eq!(kind_in_words::<Option<Way>>("Option<Way>"), "one of M1OverTheHills, M10Far, or none");
        assert_eq!(kind_in_words::<u64>("u64"), "a whole number");
    }
}
