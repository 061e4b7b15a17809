//! Tells the linker to give the addon a build id, and the code which profile it is built in.

use std::{env, path::Path};

fn main() {
    napi_build::setup();
    // A loaded addon can be asked for its build id: it names one build, whatever the file is called.
    // Linux linkers write one only when told to; macOS and Windows linkers always do.
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,--build-id=sha1");
    }
    println!("cargo:rustc-env=BIMETAL_ADDON_PROFILE={}", profile());
}

/// The Cargo profile's name. `PROFILE` says only debug or release; the folder says `profiling` too:
/// OUT_DIR is `target/[triple/]<profile>/build/<package>-<hash>/out`.
fn profile() -> String {
    let out_dir = env::var("OUT_DIR").unwrap_or_default();
    Path::new(&out_dir)
        .ancestors()
        .nth(3)
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .map_or_else(|| env::var("PROFILE").unwrap_or_default(), str::to_owned)
}
