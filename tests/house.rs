//! The house rules that no compiler checks: which room may use which, how big a file and a function may grow, and
//! what the deterministic rooms never touch.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

const LINES_OF_A_FILE: usize = 450;
const LINES_OF_A_FUNCTION: usize = 75;

/// A file under src: its path from there, its text, its parsed form.
struct Source {
    name: String,
    text: String,
    syntax: syn::File,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder can be read").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file is text");
        let name = path.strip_prefix(&src).expect("it lies under src").to_string_lossy().replace('\\', "/");
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        Source { name, text, syntax }
    };
    let found: Vec<Source> = files(&src)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(read)
        .collect();
    assert!(found.len() > 20, "the sources were found");
    found
}

/// Gathers `crate::room::..` and `sooner::room::..` paths, as uses and in expressions.
#[derive(Default)]
struct Paths(BTreeSet<String>);

impl Paths {
    fn take(&mut self, segments: &[String]) {
        if let [first, rest @ ..] = segments
            && (first == "crate" || first == "sooner")
            && !rest.is_empty()
        {
            self.0.insert(rest.join("::"));
        }
    }
    fn tree(&mut self, before: &mut Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(before, &path.tree);
                before.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
            syn::UseTree::Name(name) => self.take(&[before.clone(), vec![name.ident.to_string()]].concat()),
            syn::UseTree::Rename(name) => self.take(&[before.clone(), vec![name.ident.to_string()]].concat()),
            syn::UseTree::Glob(_) => self.take(before),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&mut Vec::new(), &item.tree);
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.take(&path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>());
        visit::visit_path(self, path);
    }
}

/// What each room may use, as beginnings of paths. A macro of ours is at the crate's root.
fn allowed(room: &str) -> &'static [&'static str] {
    match room {
        "sim" => &["sim"],
        "measure" => &["sim::time", "sim::Time", "sim::Span", "measure"],
        "exact" => &["sim::time", "sim::Time", "sim::Span", "measure", "exact"],
        "check" => &["sim", "check", "measure", "exact"],
        "parts" => &["sim::time", "sim::Time", "sim::Span", "parts"],
        "models" => &["sim", "check", "parts", "exact", "models", "knobs"],
        "report" => &["sim", "check", "measure", "exact", "report", "error"],
        "testing" => &["sim", "check", "measure", "exact", "testing"],
        "cli" => &["sim", "check", "measure", "exact", "report", "testing", "cli", "error"],
        "main.rs" => &["check", "cli", "models", "error"],
        "lib.rs" => &["check", "cli", "exact", "measure", "models", "parts", "sim", "testing"],
        "error.rs" => &["check", "error"],
        other => panic!("`{other}` is a room that this test does not know"),
    }
}

#[test]
fn imports_point_one_way() {
    for source in sources() {
        let room = source.name.split('/').next().expect("a name has a beginning");
        let mut paths = Paths::default();
        paths.visit_file(&source.syntax);
        for path in paths.0 {
            let fits = |beginning: &&&str| path == **beginning || path.starts_with(&format!("{beginning}::"));
            assert!(allowed(room).iter().find(fits).is_some(), "{} uses {path}", source.name);
        }
    }
}

#[test]
fn a_model_uses_no_other_model() {
    for source in sources() {
        let mut rooms = source.name.split('/');
        let (Some("models"), Some(model), Some(_)) = (rooms.next(), rooms.next(), rooms.next()) else {
            continue;
        };
        let mut paths = Paths::default();
        paths.visit_file(&source.syntax);
        for path in paths.0.iter().filter(|path| path.starts_with("models")) {
            assert!(path.starts_with(&format!("models::{model}")), "{} uses {path}", source.name);
        }
    }
}

#[test]
fn a_file_is_short_enough_to_be_read() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= LINES_OF_A_FILE, "{} has {lines} lines", source.name);
    }
}

/// Measures every function from its signature to its last brace.
struct Functions<'a>(&'a str);

impl Functions<'_> {
    fn measure(&self, signature: &syn::Signature, block: &syn::Block) {
        let lines = block.span().end().line - signature.span().start().line + 1;
        assert!(lines <= LINES_OF_A_FUNCTION, "{}: `{}` has {lines} lines", self.0, signature.ident);
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }
    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }
}

#[test]
fn a_function_is_short_enough_to_be_read() {
    for source in sources() {
        Functions(&source.name).visit_file(&source.syntax);
    }
}

#[test]
fn a_file_says_first_what_it_is() {
    for source in sources() {
        let first = source.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! "), "{} begins with `{first}`", source.name);
    }
}

#[test]
fn no_file_is_a_drawer_for_all_sorts_of_things() {
    for source in sources() {
        for drawer in ["util", "utils", "helper", "helpers", "common", "manager", "misc"] {
            assert!(!source.name.split(['/', '.']).any(|part| part == drawer), "{} is a drawer", source.name);
        }
    }
}

/// The code of a file without its comments.
fn code(source: &Source) -> impl Iterator<Item = &str> {
    source.text.lines().map(|line| line.split("//").next().unwrap_or_default())
}

#[test]
fn nothing_in_a_run_looks_at_the_machine() {
    let banned = [
        "HashMap",
        "HashSet",
        "Instant::now",
        "SystemTime",
        "env::var",
        "thread::current",
        "std::fs",
        "thread_rng",
    ];
    for source in sources() {
        if !["sim/", "check/", "models/", "parts/"].iter().any(|room| source.name.starts_with(room)) {
            continue;
        }
        for line in code(&source) {
            let found = banned.iter().find(|word| line.contains(**word));
            assert!(found.is_none(), "{} uses {found:?}: {line}", source.name);
        }
    }
}

#[test]
fn one_environment_variable_is_read_and_in_one_place() {
    let reads = |source: &Source| code(source).filter(|line| line.contains("env::var")).count();
    let readers: Vec<(String, usize)> = sources()
        .iter()
        .map(|source| (source.name.clone(), reads(source)))
        .filter(|(_, reads)| *reads > 0)
        .collect();
    assert_eq!(readers, [("testing/seeds.rs".to_string(), 1)]);
}

#[test]
fn floats_live_in_the_laws_and_in_the_reading_of_probabilities_alone() {
    let is_float = |word: &str| word == "f32" || word == "f64";
    for source in sources() {
        if !source.name.starts_with("sim/")
            || ["sim/law.rs", "sim/probability.rs"].contains(&source.name.as_str())
        {
            continue;
        }
        for line in code(&source) {
            let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            assert!(!words.any(is_float), "{} has a float: {line}", source.name);
        }
    }
}

#[test]
fn every_folder_of_scenarios_is_run_by_a_test() {
    let tests: String = files(&root().join("tests"))
        .into_iter()
        .filter(|path| path.file_name().is_none_or(|name| name != "house.rs"))
        .filter_map(|path| fs::read_to_string(path).ok())
        .collect();
    let scenarios = root().join("scenarios");
    for path in files(&scenarios) {
        let name = path.strip_prefix(&scenarios).expect("it lies there").to_string_lossy().replace('\\', "/");
        let folder =
            name.rsplit_once('/').unwrap_or_else(|| panic!("{name} belongs into a model's folder")).0;
        // The tests of all models name each model; a folder inside a model's is named where it is run.
        let (model, inner) = folder.split_once('/').unwrap_or((folder, ""));
        let is_run = tests.contains(&format!("scenarios/{folder}"))
            || tests.contains(&format!("\"{model}\"")) && (inner.is_empty() || inner == "mutants");
        assert!(is_run, "no test runs what lies in scenarios/{folder}");
    }
}
