"""How the plugin and its tests evaluate: as C++, and past every breakpoint."""

from __future__ import annotations

import lldb


def expression_options(timeout_us: int) -> lldb.SBExpressionOptions:
    options = lldb.SBExpressionOptions()
    options.SetLanguage(lldb.eLanguageTypeC_plus_plus)
    options.SetIgnoreBreakpoints(True)
    options.SetSuppressPersistentResult(True)
    options.SetTimeoutInMicroSeconds(timeout_us)
    return options
