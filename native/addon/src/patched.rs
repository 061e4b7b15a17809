//! What became of a patch, as JavaScript sees it.

use bimetal_store::Patched;

use crate::{
    error::Result,
    js::{Js, Value},
};

pub(crate) fn patched_to_js<'call>(js: Js<'call>, patched: Patched) -> Result<Value<'call>> {
    let object = js.object()?;
    js.set(object, "revision", js.revision(patched.revision)?)?;
    js.set(object, "created", js.boolean(patched.created)?)?;
    Ok(object)
}
