//! A small addon for the debugger to walk about in.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

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

/// Is there when it is asked for the second time.
struct Later(bool);

impl Future for Later {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        let is_there = std::mem::replace(&mut self.0, true);
        if is_there {
            Poll::Ready(7)
        } else {
            Poll::Pending
        }
    }
}

async fn waits(n: u32) -> u32 {
    let got = Later(false).await; // RUST_AWAIT
    got + n // RUST_AWAITED
}

/// Runs a function that waits, and goes on with it on another thread.
#[napi]
pub fn wait_for(n: u32) -> u32 {
    let mut task: Pin<Box<dyn Future<Output = u32> + Send>> = Box::pin(waits(n));
    let mut go_on = move || task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(go_on().is_pending());
    match std::thread::spawn(go_on).join() {
        Ok(Poll::Ready(got)) => got,
        _ => 0,
    }
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
