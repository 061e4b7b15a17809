//! An addon that crashes: it writes through a wild pointer, as a bug does.

use std::ffi::{c_char, c_int, c_void};
use std::ptr::null_mut;

type Env = *mut c_void;
type Value = *mut c_void;
type Callback = unsafe extern "C" fn(Env, *mut c_void) -> Value;

unsafe extern "C" {
    fn napi_create_function(
        env: Env,
        name: *const c_char,
        length: usize,
        callback: Callback,
        data: *mut c_void,
        result: *mut Value,
    ) -> c_int;
    fn napi_set_named_property(env: Env, object: Value, name: *const c_char, value: Value) -> c_int;
}

fn spoil(address: usize, times: u32) {
    let byte: u8 = times as u8;
    unsafe { *(address as *mut u8) = byte }; // RUST_CRASH
}

unsafe extern "C" fn crash(_env: Env, _info: *mut c_void) -> Value {
    spoil(8, 3);
    null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn napi_register_module_v1(env: Env, exports: Value) -> Value {
    let mut function = null_mut();
    unsafe {
        napi_create_function(env, c"crash".as_ptr(), 5, crash, null_mut(), &mut function);
        napi_set_named_property(env, exports, c"crash".as_ptr(), function);
    }
    exports
}
