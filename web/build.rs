//! Turns `locales/` into the catalogue module that `src/language.rs` includes.

use std::{env, error::Error, fs, path::PathBuf};

use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=locales");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    // Texts are looked up as strings, those that leave something open too.
    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new("en")?.add_locale("it")?.add_locale("pt")?.parse_options(options);
    let locales = parse_locales(None, config)?;
    for warning in locales.diag.warnings().iter() {
        println!("cargo:warning={warning}");
    }
    for error in locales.diag.errors().iter() {
        println!("cargo:error={error}");
    }
    let catalogue = leptos_i18n_codegen::gen_code(&locales, None, false, None, false)?;
    fs::write(out.join("catalogue.rs"), catalogue.to_string())?;
    Ok(())
}
