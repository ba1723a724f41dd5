//! Tells the program which compiler made it, for the caption of its tables.

use std::process::Command;

#[allow(clippy::disallowed_methods, reason = "this is how cargo tells a build script its compiler")]
fn main() {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_string());
    let told = Command::new(compiler).arg("--version").output();
    let version = told.map(|told| String::from_utf8_lossy(&told.stdout).trim().to_string());
    println!("cargo:rustc-env=COMPILER={}", version.unwrap_or_else(|_| "an unknown rustc".to_string()));
    println!("cargo:rerun-if-changed=build.rs");
}
