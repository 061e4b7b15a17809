//! A small addon for the debugger to walk about in.

use napi::bindgen_prelude::*;
use napi_derive::napi;

#[napi]
pub fn price_of(id: u32, count: u32) -> u32 {
    let each = id * 10;
    let price = each * count; // RUST_PRICE
    price + 1
}

#[napi]
pub fn call_back(n: u32, f: Function<'_, u32, u32>) -> Result<u32> {
    let doubled = n * 2;
    let answer = f.call(doubled)?; // RUST_CALL
    Ok(answer + 1) // RUST_CALLED
}

#[napi(catch_unwind)]
pub fn panic_now(place: u32) -> u32 {
    let values = vec![1, 2];
    values[place as usize] // RUST_PANIC
}

/// Runs until the file is there; that it has begun, `<file>.begun` tells.
#[napi]
pub fn run_until(file: String) {
    std::fs::write(format!("{file}.begun"), "").expect("the folder of the test is writable");
    while !std::path::Path::new(&file).exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

#[napi]
pub struct Counter {
    value: u32,
}

#[napi]
impl Counter {
    #[napi(constructor)]
    pub fn new(value: u32) -> Self {
        Counter { value }
    }

    #[napi(getter)]
    pub fn current(&self) -> u32 {
        self.value // RUST_GETTER
    }
}
