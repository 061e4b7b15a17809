"""Which native function a JavaScript function calls: followed through memory, from the function to the address it holds.

A function of an addon is made from a FunctionTemplateInfo, whose callback data is, for Node-API, an external pointing at Node's
CallbackBundle { napi_env env; void* data; napi_callback callback }. No name of a symbol is asked, so that every addon is understood.
"""

from __future__ import annotations

from collections.abc import Iterator

from .heap import Heap

EXTERNAL_TYPES = ('JS_EXTERNAL_OBJECT_TYPE', 'CPP_HEAP_EXTERNAL_OBJECT_TYPE', 'FOREIGN_TYPE')
TEMPLATE_TYPE = 'FUNCTION_TEMPLATE_INFO_TYPE'
WORD = 8
_SHARED_WORDS = 4
_TEMPLATE_WORDS = 16
_EXTERNAL_WORDS = 4
_BUNDLE_ENV, _BUNDLE_CALLBACK = 0, 2 * WORD
# V8 13 keeps a pointer to the arguments in FunctionCallbackInfo; V8 14 has the arguments' frame itself there.
_INFO_WORDS = 12


def callback_of_function(heap: Heap, function: int) -> int:
    """The Node-API callback that a JSFunction calls, or 0 when it is no function of an addon."""
    template = _template_of(heap, function)
    return _callback_of_template(heap, template) if template else 0


def callback_of_call(heap: Heap, callback_info: int) -> int:
    """The same for a call that is about to happen: `callback_info` is the address of its v8::FunctionCallbackInfo."""
    for word in _words_of_call(heap, callback_info):
        template = _template_of(heap, word)
        callback = _callback_of_template(heap, template) if template else 0
        if callback:
            return callback
    return 0


def _words_of_call(heap: Heap, callback_info: int) -> Iterator[int]:
    for start in (callback_info, heap.u64(callback_info)):
        for index in range(_INFO_WORDS):
            yield heap.u64(start + index * WORD)


def _template_of(heap: Heap, value: int) -> int:
    if heap.is_type(value, TEMPLATE_TYPE):
        return value
    if not heap.is_function(value):
        return 0
    shared = heap.named_field(value, 'JSFunction__shared__SharedFunctionInfo')
    held = (heap.field(shared, index * WORD) for index in range(1, _SHARED_WORDS))
    return next((word for word in held if heap.is_type(word, TEMPLATE_TYPE)), 0)


def _callback_of_template(heap: Heap, template: int) -> int:
    # The offsets within both objects change between versions of V8; what they must point at does not.
    for index in range(1, _TEMPLATE_WORDS):
        external = heap.field(template, index * WORD)
        if not any(heap.is_type(external, name) for name in EXTERNAL_TYPES):
            continue
        for offset in range(WORD, _EXTERNAL_WORDS * WORD, WORD):
            bundle = heap.field(external, offset)
            callback = _callback_of_bundle(heap, bundle)
            if callback:
                return callback
    return 0


def _callback_of_bundle(heap: Heap, bundle: int) -> int:
    """The callback when `bundle` looks like one: its environment is an object with a table of methods, its callback is code."""
    environment = heap.u64(bundle + _BUNDLE_ENV)
    methods = heap.u64(environment) if environment else 0
    callback = heap.u64(bundle + _BUNDLE_CALLBACK)
    return callback if methods and heap.u64(methods) and heap.u64(callback) else 0
