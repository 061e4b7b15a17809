"""Which of the loaded files are Node-API addons."""

from __future__ import annotations

import lldb

REGISTER = 'napi_register_module_v1'
"""Node looks for it in a file that it loads as an addon."""

_known: dict[tuple[str, str], bool] = {}
MODULES_MAX = 1000


def is_addon(module: lldb.SBModule) -> bool:
    """By its name, or by what it exports: an addon may be called anything, and one in an anonymous file has no name."""
    if not module.IsValid():
        return False
    name = module.GetFileSpec().GetFilename() or ''
    if name.endswith('.node'):
        return True
    key = (str(module.GetFileSpec()), module.GetUUIDString() or '')
    if key not in _known:
        if len(_known) >= MODULES_MAX:
            _known.clear()
        _known[key] = module.FindSymbol(REGISTER).IsValid()
    return _known[key]
