//! The style of the page: system fonts, few colours with a meaning each, by daylight, at night and on paper. Knows no data.

/// Blue is what was simulated, orange what the law says; green, red and ochre are judgements.
pub(super) const STYLE: &str = include_str!("style.css");
