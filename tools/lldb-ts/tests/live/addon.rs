//! An addon that registers its functions itself: no napi-rs, no names that a debugger could know.

use std::ffi::{c_char, c_int, c_void};
use std::ptr::null_mut;

type Env = *mut c_void;
type Info = *mut c_void;
type Value = *mut c_void;
type Callback = unsafe extern "C" fn(Env, Info) -> Value;

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
    fn napi_get_cb_info(
        env: Env,
        info: Info,
        count: *mut usize,
        arguments: *mut Value,
        this: *mut Value,
        data: *mut *mut c_void,
    ) -> c_int;
    fn napi_get_value_int32(env: Env, value: Value, result: *mut i32) -> c_int;
    fn napi_create_int32(env: Env, value: i32, result: *mut Value) -> c_int;
    fn napi_call_function(
        env: Env,
        this: Value,
        function: Value,
        count: usize,
        arguments: *const Value,
        result: *mut Value,
    ) -> c_int;
    fn napi_get_undefined(env: Env, result: *mut Value) -> c_int;
}

unsafe fn arguments(env: Env, info: Info) -> [Value; 2] {
    let (mut count, mut values) = (2, [null_mut(); 2]);
    unsafe { napi_get_cb_info(env, info, &mut count, values.as_mut_ptr(), null_mut(), null_mut()) };
    values
}

unsafe fn number(env: Env, value: Value) -> i32 {
    let mut result = 0;
    unsafe { napi_get_value_int32(env, value, &mut result) };
    result
}

fn total(left: i32, right: i32) -> i32 {
    let sum = left + right;
    sum
}

unsafe extern "C" fn plus(env: Env, info: Info) -> Value {
    let [left, right] = unsafe { arguments(env, info) };
    let sum = total(unsafe { number(env, left) }, unsafe { number(env, right) });
    let mut result = null_mut();
    unsafe { napi_create_int32(env, sum, &mut result) };
    result
} // The end of plus.

unsafe extern "C" fn apply(env: Env, info: Info) -> Value {
    let [function, value] = unsafe { arguments(env, info) };
    let (mut this, mut result) = (null_mut(), null_mut());
    unsafe { napi_get_undefined(env, &mut this) };
    unsafe { napi_call_function(env, this, function, 1, &value, &mut result) };
    let after = unsafe { number(env, result) };
    let mut doubled = null_mut();
    unsafe { napi_create_int32(env, after * 2, &mut doubled) };
    doubled
}

/// Crashes as addons do: writes through a wild pointer, or panics where no panic may pass.
unsafe extern "C" fn spoil(env: Env, info: Info) -> Value {
    let [_, address] = unsafe { arguments(env, info) };
    let address = unsafe { number(env, address) };
    assert!(address > 0, "there is nothing to spoil");
    unsafe { (address as usize as *mut u8).write_volatile(1) };
    null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn napi_register_module_v1(env: Env, exports: Value) -> Value {
    let functions: [(&[u8], Callback); 3] = [(b"plus\0", plus), (b"apply\0", apply), (b"spoil\0", spoil)];
    for (name, callback) in functions {
        let mut function = null_mut();
        unsafe {
            napi_create_function(
                env,
                name.as_ptr().cast(),
                name.len() - 1,
                callback,
                null_mut(),
                &mut function,
            );
            napi_set_named_property(env, exports, name.as_ptr().cast(), function);
        }
    }
    exports
}
