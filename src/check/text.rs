//! RON as scenarios use it: how it is read, with the place of what is wrong, and written. Knows no scenario.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, de};
use serde_path_to_error::Segment;

use super::problem::Problem;

/// How files are read and written.
pub(super) fn ron_options() -> ron::Options {
    ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
}

/// Reads a value, with the place of what is wrong.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let mut deserializer = ron::Deserializer::from_str_with_options(text, &ron_options())
        .map_err(|error| Problem::from_ron(text, &error, Vec::new()))?;
    let mut track = serde_path_to_error::Track::new();
    let read = T::deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track));
    let read = match read {
        Ok(value) => deserializer.end().map(|()| value),
        Err(error) => Err(error),
    };
    read.map_err(|error| {
        let keys = |segment: &Segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            // The name of a variant is no place of its own.
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        let path = track.path().iter().filter_map(keys).collect();
        Problem::from_ron(text, &deserializer.span_error(error), path)
    })
}

/// Entries by their names, each written once.
pub(super) fn by_name<'de, V, D>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error>
where
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Entries<V>(PhantomData<V>);
    impl<'de, V: Deserialize<'de>> de::Visitor<'de> for Entries<V> {
        type Value = BTreeMap<String, V>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("entries by name, like {\"save\": EveryKth(5)}")
        }
        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some((name, value)) = map.next_entry::<String, V>()? {
                if let Some((twice, _)) = entries.get_key_value(&name) {
                    return Err(de::Error::custom(format!("`{twice}` is written twice")));
                }
                entries.insert(name, value);
            }
            Ok(entries)
        }
    }
    deserializer.deserialize_map(Entries(PhantomData))
}
