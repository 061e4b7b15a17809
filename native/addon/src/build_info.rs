//! Which build of the addon this is.

use napi::Env;
use napi_derive::napi;

use crate::{
    build_id,
    export::{Returned, export},
};

/// Says which build of the addon is running.
#[napi(catch_unwind, ts_return_type = "BuildInfo")]
pub fn build_info(env: Env) -> Returned {
    export(env, |js| {
        let info = js.object()?;
        js.set(info, "version", js.string(env!("CARGO_PKG_VERSION"))?)?;
        js.set(info, "profile", js.string(env!("BIMETAL_ADDON_PROFILE"))?)?;
        js.set(info, "buildId", js.string(&build_id::of_this_module())?)?;
        js.set(info, "debugAssertions", js.boolean(cfg!(debug_assertions))?)?;
        Ok(info)
    })
}
