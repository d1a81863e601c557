//! Turns `locales/` into the catalogue module that `src/catalogue.rs` includes.

use std::{env, error::Error, path::PathBuf};

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=locales");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?).join("catalogue");
    // Texts are looked up as strings, those that leave something open too.
    let options = ParseOptions::new().interpolate_display(true);
    let locales = Config::new("en")?.add_locale("it")?.add_locale("pt")?.parse_options(options);
    let translations = TranslationsInfos::parse(locales)?;
    translations.emit_diagnostics();
    translations.generate_i18n_module(out)?;
    Ok(())
}
