"""How napi-rs names what its macro makes: each exported function is wrapped in one of its own, which Node-API calls."""

from __future__ import annotations

import re

_HASH = re.compile(r'::h[0-9a-f]{16}$')
_WRAPPER_SUFFIX = '_c_callback'
# The methods of a class are wrapped in a module that is named for it.
_CLASS_MODULE = re.compile(r'__napi_impl_helper_(\w+?)_\d+::')


def path_of(name: str) -> str:
    """A Rust path without the hash that the compiler puts behind it."""
    return _HASH.sub('', name)


def wrapped_function(name: str) -> str | None:
    """The path of the user's function, given the name of the wrapper; None for a function that is no wrapper."""
    path = path_of(name)
    if not path.endswith(_WRAPPER_SUFFIX):
        return None
    return _CLASS_MODULE.sub(r'\1::', path.removesuffix(_WRAPPER_SUFFIX))
