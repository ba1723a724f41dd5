//! Simpler forms of a knob that is written as a list or a structure. Knows its text alone.

use std::ops::Range;

/// The whole numbers of a text, outside of quotes and names.
pub(super) fn numbers(text: &str) -> Vec<(Range<usize>, u64)> {
    let mut found = Vec::new();
    let mut quoted = false;
    let mut at = 0;
    let bytes = text.as_bytes();
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || byte == b'-';
    while at < bytes.len() {
        let from = at;
        at += 1;
        if bytes[from] == b'"' {
            quoted = !quoted;
        } else if !quoted && in_word(bytes[from]) {
            while at < bytes.len() && in_word(bytes[at]) {
                at += 1;
            }
            found.extend(text[from..at].parse().ok().map(|number| (from..at, number)));
        }
    }
    found
}

/// Where the elements of the outermost list lie, without what parts them.
pub(super) fn elements(text: &str) -> Vec<Range<usize>> {
    let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else {
        return Vec::new();
    };
    let (mut depth, mut quoted, mut from) = (0, false, 1);
    let mut found = Vec::new();
    for (at, letter) in inner.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                found.push(from..at + 1);
                from = at + 2;
            }
            _ => {}
        }
    }
    found.push(from..inner.len() + 1);
    found.retain(|element| !text[element.clone()].trim().is_empty());
    found
}

/// Simpler texts than this one: an element less, nothing in place of something, a smaller number.
pub(super) fn simpler(text: &str) -> Vec<String> {
    let elements = elements(text);
    let without = |left_out: usize| {
        let kept = elements.iter().enumerate().filter(|(index, _)| *index != left_out);
        let kept: Vec<&str> = kept.map(|(_, element)| text[element.clone()].trim()).collect();
        format!("[{}]", kept.join(", "))
    };
    let mut found: Vec<String> = (0..elements.len()).map(without).collect();
    for (at, _) in text.match_indices("Some(") {
        let rest = &text[at..];
        if let Some(end) = rest.find(')').filter(|end| !rest[5..*end].contains('(')) {
            found.push(format!("{}None{}", &text[..at], &rest[end + 1..]));
        }
    }
    for (place, number) in numbers(text) {
        let less = [0, 1, number / 2, number.saturating_sub(1)];
        let with = |less: &u64| format!("{}{less}{}", &text[..place.start], &text[place.end..]);
        found.extend(less.iter().filter(|less| **less < number).map(with));
    }
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"[(messages: 3, committed: Some(2)), (messages: 1, name: "a, 7")]"#;

    #[test]
    fn numbers_are_found_outside_of_names_and_quotes() {
        let found: Vec<u64> = numbers(LIST).into_iter().map(|(_, number)| number).collect();
        assert_eq!(found, [3, 2, 1]);
        assert!(numbers("[a1, 2.5, -3]").is_empty());
    }

    #[test]
    fn a_list_loses_an_element_an_option_or_a_part_of_a_number() {
        let found = simpler(LIST);
        assert!(found.contains(&r#"[(messages: 1, name: "a, 7")]"#.to_string()));
        assert!(found.contains(&"[(messages: 3, committed: Some(2))]".to_string()));
        assert!(found.contains(&LIST.replace("Some(2)", "None")));
        assert!(found.contains(&LIST.replace("messages: 3", "messages: 1")));
        assert_eq!(simpler("[0]"), ["[]"]);
        assert!(simpler("Plain").is_empty());
    }
}
