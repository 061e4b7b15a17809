//! Handles as JavaScript sees them: Node-API externals, opaque values that own a native object.

use std::{ffi::c_void, ptr};

use napi::sys;

use crate::{
    argument::Argument,
    error::{Error, Result},
    guard::contain,
    handle::{ExclusiveHandle, Noun, SharedHandle},
    js::{Js, Value, check},
};

/// A handle that an external can own. Each kind has a number of its own, which the external's type tag carries: an
/// external of another kind, or of another addon, is refused instead of being read as what it is not.
pub(crate) trait External: Send + 'static {
    const NAME: &'static str;
    const KIND: u64;
}

impl<T: Noun + Kind> External for SharedHandle<T> {
    const NAME: &'static str = T::NAME;
    const KIND: u64 = T::KIND;
}

impl<T: Noun + Kind> External for ExclusiveHandle<T> {
    const NAME: &'static str = T::NAME;
    const KIND: u64 = T::KIND;
}

/// The number in a noun's type tag.
pub(crate) trait Kind {
    const KIND: u64;
}

/// The second half of every type tag is an address inside this very module: a process may load a debug and a release
/// build side by side, and their objects must not be mistaken for each other's.
static MODULE: u8 = 0;

fn tag<H: External>() -> sys::napi_type_tag {
    sys::napi_type_tag {
        lower: H::KIND,
        upper: ptr::from_ref(&MODULE).addr() as u64,
    }
}

/// Gives `handle` to JavaScript. It lives until JavaScript forgets the external or the environment ends.
pub(crate) fn give<'call, H: External>(js: Js<'call>, handle: H) -> Result<Value<'call>> {
    let owned = Box::into_raw(Box::new(handle));
    let made = js.make("create a handle", |env, result| {
        // SAFETY: `owned` is a live allocation, freed by `release::<H>` alone.
        unsafe { sys::napi_create_external(env, owned.cast(), Some(release::<H>), ptr::null_mut(), result) }
    });
    let external = match made {
        Ok(external) => external,
        Err(error) => {
            // SAFETY: no external was made, so nobody else knows `owned`.
            drop(unsafe { Box::from_raw(owned) });
            return Err(error);
        }
    };
    // SAFETY: `external` is a value of this call, and the tag is copied.
    let status = unsafe { sys::napi_type_tag_object(js.env(), external.raw(), &tag::<H>()) };
    check(status, "tag a handle")?;
    Ok(external)
}

/// The handle that the argument holds, for as long as the call lasts.
#[inline]
pub(crate) fn borrow<'call, H: External>(js: Js<'call>, argument: Argument<'call>) -> Result<&'call H> {
    let refused = Error::HandleExpected {
        name: argument.name,
        noun: H::NAME,
    };
    let mut data: *mut c_void = ptr::null_mut();
    // SAFETY: the value belongs to this call and `data` is a place for one pointer.
    if unsafe { sys::napi_get_value_external(js.env(), argument.value.raw(), &mut data) } != sys::Status::napi_ok {
        return Err(refused);
    }
    let mut matches = false;
    // SAFETY: as above; the value is an external, which can carry a tag.
    let status = unsafe { sys::napi_check_object_type_tag(js.env(), argument.value.raw(), &tag::<H>(), &mut matches) };
    if status != sys::Status::napi_ok || !matches {
        return Err(refused);
    }
    // SAFETY: only `give::<H>` of this module sets this tag, and it points to an `H`. The external is an argument of the
    // running call, so it cannot be collected, and its handle freed, before `'call` ends.
    Ok(unsafe { &*data.cast::<H>() })
}

/// The finaliser: frees a handle that JavaScript forgot, on whatever thread the environment ends.
unsafe extern "C" fn release<H: External>(_env: sys::napi_env, data: *mut c_void, _hint: *mut c_void) {
    // Nobody is there to hear of a panic in a destructor; what matters is that it goes no further.
    let _outcome = contain(|| {
        // SAFETY: `data` is what `give::<H>` made, and Node-API calls this once.
        drop(unsafe { Box::from_raw(data.cast::<H>()) });
        Ok(())
    });
}
