//! Reads arguments. JavaScript may pass anything: what does not fit is `ARGUMENT_INVALID`, never a crash.

use std::{ffi::c_char, mem::MaybeUninit, ptr, slice};

use bimetal_store::{Key, KeyRef, Limits, Revision, Timestamp, Value as Json, document};
use napi::sys;

use crate::{
    error::{Error, Result},
    js::{Js, Value, check},
};

/// An argument and its name in the declaration, for the error message.
#[derive(Clone, Copy)]
pub(crate) struct Argument<'call> {
    pub(crate) name: &'static str,
    pub(crate) value: Value<'call>,
}

impl<'call> Value<'call> {
    pub(crate) fn named(self, name: &'static str) -> Argument<'call> {
        Argument { name, value: self }
    }
}

/// Room for a key's text, for one character more, and for the NUL that Node-API writes: what does not fit is cut off, and
/// still longer than a key can be.
const KEY_TEXT_ROOM: usize = Key::BYTES_MAX + 4 + 1;

/// What a document may have and still be read on the stack.
const SHORT_TEXT_BYTES: usize = 2048;

/// LIMIT: the bytes of a path, a name or a prefix. A string of JavaScript may have a gigabyte, for which there is no memory.
const STRING_BYTES_MAX: usize = 64 << 10;

/// LIMIT: how many keys, documents or changes a call takes or gives.
const ITEMS_MAX: usize = 1_000_000;

/// The last moment that a `Date` of JavaScript can be.
pub(crate) const DATE_MILLIS_MAX: f64 = 8.64e15;

impl<'call> Argument<'call> {
    pub(crate) fn refuse(self, expected: &'static str) -> Error {
        Error::ArgumentInvalid {
            name: self.name,
            expected,
        }
    }

    fn kind(self, js: Js<'call>) -> sys::napi_valuetype {
        let mut kind = sys::ValueType::napi_undefined;
        // SAFETY: the value belongs to this call. It cannot fail for one that does.
        let _always_ok = unsafe { sys::napi_typeof(js.env(), self.value.raw(), &mut kind) };
        kind
    }

    /// `None` when the argument is absent or undefined.
    pub(crate) fn given(self, js: Js<'call>) -> Option<Self> {
        (self.kind(js) != sys::ValueType::napi_undefined).then_some(self)
    }

    #[cfg(any(debug_assertions, feature = "yardstick"))]
    pub(crate) fn int(self, js: Js<'call>) -> Result<i32> {
        let mut number = 0;
        // SAFETY: the value belongs to this call and `number` is a place for one i32.
        match unsafe { sys::napi_get_value_int32(js.env(), self.value.raw(), &mut number) } {
            sys::Status::napi_ok => Ok(number),
            _ => Err(self.refuse("a number")),
        }
    }

    /// A count or a size: a whole number that is not negative.
    pub(crate) fn count(self, js: Js<'call>) -> Result<usize> {
        let mut number = 0.0;
        // SAFETY: the value belongs to this call and `number` is a place for one f64.
        let status = unsafe { sys::napi_get_value_double(js.env(), self.value.raw(), &mut number) };
        // 2^53 - 1, the largest whole number that JavaScript holds exactly.
        if status != sys::Status::napi_ok || number.fract() != 0.0 || !(0.0..=9_007_199_254_740_991.0).contains(&number)
        {
            return Err(self.refuse("a whole number, not negative"));
        }
        Ok(number as usize)
    }

    pub(crate) fn count_up_to(self, js: Js<'call>, most: usize, expected: &'static str) -> Result<usize> {
        match self.count(js)? {
            count if count <= most => Ok(count),
            _ => Err(self.refuse(expected)),
        }
    }

    /// How many documents or changes a step may give.
    pub(crate) fn limit(self, js: Js<'call>) -> Result<usize> {
        self.count_up_to(js, ITEMS_MAX, "a whole number from 0 to 1,000,000")
    }

    /// A time in milliseconds: a number that is not negative.
    pub(crate) fn millis(self, js: Js<'call>) -> Result<f64> {
        let mut number = 0.0;
        // SAFETY: the value belongs to this call and `number` is a place for one f64.
        match unsafe { sys::napi_get_value_double(js.env(), self.value.raw(), &mut number) } {
            sys::Status::napi_ok if number >= 0.0 && number.is_finite() => Ok(number),
            _ => Err(self.refuse("a number of milliseconds, not negative")),
        }
    }

    /// A moment: a `Date` that is one, from 1970 on.
    pub(crate) fn date(self, js: Js<'call>) -> Result<Timestamp> {
        let mut millis = 0.0;
        // SAFETY: the value belongs to this call and `millis` is a place for one f64.
        match unsafe { sys::napi_get_date_value(js.env(), self.value.raw(), &mut millis) } {
            sys::Status::napi_ok if (0.0..=DATE_MILLIS_MAX).contains(&millis) => {
                Ok(Timestamp::from_millis(millis as u64))
            }
            _ => Err(self.refuse("a valid Date, not before 1970")),
        }
    }

    pub(crate) fn boolean(self, js: Js<'call>) -> Result<bool> {
        let mut value = false;
        // SAFETY: the value belongs to this call and `value` is a place for one bool.
        match unsafe { sys::napi_get_value_bool(js.env(), self.value.raw(), &mut value) } {
            sys::Status::napi_ok => Ok(value),
            _ => Err(self.refuse("a boolean")),
        }
    }

    pub(crate) fn revision(self, js: Js<'call>) -> Result<Revision> {
        let (mut number, mut lossless) = (0, false);
        // SAFETY: the value belongs to this call and the results are places for a u64 and a bool.
        match unsafe { sys::napi_get_value_bigint_uint64(js.env(), self.value.raw(), &mut number, &mut lossless) } {
            sys::Status::napi_ok if lossless => Ok(Revision::new(number)),
            _ => Err(self.refuse("a bigint from 0 to 18446744073709551615")),
        }
    }

    /// A path or a name: whole characters, and not too many.
    pub(crate) fn string(self, js: Js<'call>) -> Result<String> {
        let text = self.text(js)?;
        match self.half_pair(js, &text)? {
            Some(_) => Err(self.refuse("a string of whole characters")),
            None => Ok(text),
        }
    }

    /// A string, where half of a surrogate pair is U+FFFD.
    fn text(self, js: Js<'call>) -> Result<String> {
        if self.utf8_length(js)? > STRING_BYTES_MAX {
            return Err(self.refuse("a string of at most 64 KiB"));
        }
        self.utf8(js)
    }

    /// The bytes that a string has in UTF-8.
    fn utf8_length(self, js: Js<'call>) -> Result<usize> {
        let mut length = 0;
        // SAFETY: without a buffer Node-API only measures.
        let status =
            unsafe { sys::napi_get_value_string_utf8(js.env(), self.value.raw(), ptr::null_mut(), 0, &mut length) };
        if status != sys::Status::napi_ok {
            return Err(self.refuse("a string"));
        }
        Ok(length)
    }

    /// A string of any length, for which the caller knows that there is memory.
    fn utf8(self, js: Js<'call>) -> Result<String> {
        let mut length = self.utf8_length(js)?;
        // One byte more for the NUL that Node-API writes.
        let mut bytes = vec![0_u8; length + 1];
        // SAFETY: `bytes` has the room that its length says.
        let status = unsafe {
            sys::napi_get_value_string_utf8(
                js.env(),
                self.value.raw(),
                bytes.as_mut_ptr().cast::<c_char>(),
                bytes.len(),
                &mut length,
            )
        };
        check(status, "read a string")?;
        bytes.truncate(length);
        String::from_utf8(bytes).map_err(|_| self.refuse("a string of whole characters"))
    }

    /// A key by itself.
    pub(crate) fn key(self, js: Js<'call>) -> Result<Key> {
        self.with_key_text(js, |text| Ok(Key::parse(text)?))
    }

    /// A key, borrowed: look-ups are hot, and need none of their own.
    #[inline]
    pub(crate) fn with_key<T>(self, js: Js<'call>, take: impl FnOnce(KeyRef<'_>) -> Result<T>) -> Result<T> {
        self.with_key_text(js, |text| take(KeyRef::parse(text)?))
    }

    /// What may be a key's text, read into a buffer on the stack.
    #[inline]
    fn with_key_text<T>(self, js: Js<'call>, take: impl FnOnce(&str) -> Result<T>) -> Result<T> {
        let mut room = [const { MaybeUninit::<u8>::uninit() }; KEY_TEXT_ROOM];
        let mut length = 0;
        // SAFETY: `room` has the room that its length says.
        let status = unsafe {
            sys::napi_get_value_string_utf8(
                js.env(),
                self.value.raw(),
                room.as_mut_ptr().cast::<c_char>(),
                room.len(),
                &mut length,
            )
        };
        if status != sys::Status::napi_ok {
            return Err(self.refuse("a key's text"));
        }
        if length > Key::BYTES_MAX {
            // What is too long is measured, and not read.
            return Err(document::Error::KeyTooLong {
                bytes: self.utf8_length(js)?,
                bytes_max: Key::BYTES_MAX,
            }
            .into());
        }
        // SAFETY: Node-API wrote this many bytes, and a NUL behind them.
        let text = unsafe { slice::from_raw_parts(room.as_ptr().cast::<u8>(), length) };
        let text = str::from_utf8(text).map_err(|_| self.refuse("a key's text"))?;
        self.check_halves(js, text)?;
        take(text)
    }

    /// The beginning of keys.
    pub(crate) fn prefix(self, js: Js<'call>) -> Result<String> {
        let prefix = self.text(js)?;
        match self.half_pair(js, &prefix)? {
            Some(_) => Err(document::Error::PrefixInvalid.into()),
            None => Ok(prefix),
        }
    }

    fn check_halves(self, js: Js<'call>, text: &str) -> Result<()> {
        match self.half_pair(js, text)? {
            Some(position) => Err(document::Error::KeyCharacter { position }.into()),
            None => Ok(()),
        }
    }

    /// A value: JSON text as a string, or its UTF-8 bytes.
    pub(crate) fn json(self, js: Js<'call>, limits: &Limits) -> Result<Json> {
        if self.kind(js) != sys::ValueType::napi_string {
            let bytes = self
                .bytes(js)
                .map_err(|_| self.refuse("a string, or a Uint8Array of its own memory"))?;
            return Ok(Json::parse(bytes.as_slice(), limits)?);
        }
        // Most documents are short: those are read on the stack, without measuring them first.
        let mut short = [const { MaybeUninit::<u8>::uninit() }; SHORT_TEXT_BYTES];
        let mut length = 0;
        // SAFETY: `short` has the room that its length says.
        let status = unsafe {
            sys::napi_get_value_string_utf8(
                js.env(),
                self.value.raw(),
                short.as_mut_ptr().cast::<c_char>(),
                short.len(),
                &mut length,
            )
        };
        check(status, "read a string")?;
        // Four bytes short of full: a character of four bytes did not fit, or the text just ended there.
        if length >= SHORT_TEXT_BYTES - 4 {
            let bytes = self.utf8_length(js)?;
            // A byte order mark counts for nothing.
            if bytes > limits.value_bytes_max.saturating_add('\u{FEFF}'.len_utf8()) {
                let bytes_max = limits.value_bytes_max;
                return Err(document::Error::ValueTooLarge { bytes, bytes_max }.into());
            }
            return self.json_of(js, &self.utf8(js)?, limits);
        }
        // SAFETY: Node-API wrote this many bytes, and a NUL behind them.
        let text = unsafe { slice::from_raw_parts(short.as_ptr().cast::<u8>(), length) };
        let text = str::from_utf8(text).map_err(|_| self.refuse("a string of whole characters"))?;
        self.json_of(js, text, limits)
    }

    fn json_of(self, js: Js<'call>, text: &str, limits: &Limits) -> Result<Json> {
        match self.half_pair(js, text)? {
            Some(offset) => Err(document::Error::ValueNotUtf8 { offset }.into()),
            None => Ok(Json::parse(text.as_bytes(), limits)?),
        }
    }

    /// Where the text has half a surrogate pair, which is no character, in bytes of UTF-8. Node-API writes U+FFFD for it:
    /// to take that instead would change the text silently.
    fn half_pair(self, js: Js<'call>, text: &str) -> Result<Option<usize>> {
        if text.is_ascii() || !text.contains('\u{FFFD}') {
            return Ok(None);
        }
        let mut length = 0;
        // SAFETY: without a buffer Node-API only measures.
        let status =
            unsafe { sys::napi_get_value_string_utf16(js.env(), self.value.raw(), ptr::null_mut(), 0, &mut length) };
        check(status, "measure a string")?;
        let mut units = vec![0_u16; length + 1];
        // SAFETY: `units` has the room that its length says.
        let status = unsafe {
            sys::napi_get_value_string_utf16(js.env(), self.value.raw(), units.as_mut_ptr(), units.len(), &mut length)
        };
        check(status, "read a string")?;
        units.truncate(length);
        let mut offset = 0;
        for unit in char::decode_utf16(units) {
            match unit {
                Ok(character) => offset += character.len_utf8(),
                Err(_) => return Ok(Some(offset)),
            }
        }
        Ok(None)
    }

    /// The bytes of a `Uint8Array`. A detached array, or one whose buffer shrank under it, has none.
    pub(crate) fn bytes(self, js: Js<'call>) -> Result<Bytes<'call>> {
        let refused = self.refuse("a Uint8Array of its own memory");
        let (mut kind, mut length, mut data, mut buffer) = (0, 0, ptr::null_mut(), ptr::null_mut());
        // SAFETY: the value belongs to this call; a null place means that the caller does not want to know.
        let status = unsafe {
            sys::napi_get_typedarray_info(
                js.env(),
                self.value.raw(),
                &mut kind,
                &mut length,
                &mut data,
                &mut buffer,
                ptr::null_mut(),
            )
        };
        if status != sys::Status::napi_ok || kind != sys::TypedarrayType::uint8_array {
            return Err(refused);
        }
        // Other threads may write to a SharedArrayBuffer while Rust reads it, so that is refused: it is no ArrayBuffer.
        let mut owned = false;
        // SAFETY: `buffer` is a value of this call, made by the call above.
        let status = unsafe { sys::napi_is_arraybuffer(js.env(), buffer, &mut owned) };
        if status != sys::Status::napi_ok || !owned {
            return Err(refused);
        }
        Ok(Bytes {
            data: data.cast(),
            length: if data.is_null() { 0 } else { length },
            array: self.value,
        })
    }

    pub(crate) fn array_length(self, js: Js<'call>) -> Result<usize> {
        let mut length = 0;
        // SAFETY: the value belongs to this call and `length` is a place for one u32.
        match unsafe { sys::napi_get_array_length(js.env(), self.value.raw(), &mut length) } {
            sys::Status::napi_ok if length as usize <= ITEMS_MAX => Ok(length as usize),
            _ => Err(self.refuse("an array of at most 1,000,000")),
        }
    }

    fn is_array(self, js: Js<'call>) -> bool {
        let mut is_array = false;
        // SAFETY: the value belongs to this call and `is_array` is a place for one bool. It cannot fail for one that does.
        let _always_ok = unsafe { sys::napi_is_array(js.env(), self.value.raw(), &mut is_array) };
        is_array
    }

    /// An element of an array, for errors under the array's own name. `undefined` beyond its end: a getter may have made
    /// it shorter.
    pub(crate) fn element<'scope>(self, js: Js<'scope>, index: usize) -> Result<Argument<'scope>> {
        // An array has at most 2^32 - 1 elements.
        let index = index as u32;
        // SAFETY: the array belongs to a call around this scope. A getter may run here, and throw.
        let value = js.make("read an element", |env, result| unsafe {
            sys::napi_get_element(env, self.value.raw(), index, result)
        })?;
        Ok(value.named(self.name))
    }

    /// A property of an options object; `None` when the object or the property is undefined.
    pub(crate) fn property(self, js: Js<'call>, name: &'static str) -> Result<Option<Argument<'call>>> {
        match self.kind(js) {
            sys::ValueType::napi_undefined => return Ok(None),
            sys::ValueType::napi_object if !self.is_array(js) => {}
            _ => return Err(self.refuse("an object")),
        }
        let key = js.string(name)?;
        // SAFETY: the object and the key belong to this call. A getter may run here, and throw.
        let value = js.make("read a property", |env, result| unsafe {
            sys::napi_get_property(env, self.value.raw(), key.raw(), result)
        })?;
        Ok(value.named(name).given(js))
    }
}

/// Memory of a `Uint8Array` during one call.
pub(crate) struct Bytes<'call> {
    data: *mut u8,
    length: usize,
    /// Keeps the array, and with it the memory, tied to the call.
    #[expect(dead_code, reason = "it stands for the lifetime of the memory")]
    array: Value<'call>,
}

impl Bytes<'_> {
    pub(crate) fn as_slice(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: V8 gave out `data` and `length` in this call. The memory is not shared with other threads, and no
        // JavaScript that could resize or detach it runs while the slice is borrowed: nothing here calls any.
        unsafe { slice::from_raw_parts(self.data, self.length) }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [u8] {
        if self.length == 0 {
            return &mut [];
        }
        // SAFETY: as above, and `&mut self` makes it the only slice.
        unsafe { slice::from_raw_parts_mut(self.data, self.length) }
    }
}
