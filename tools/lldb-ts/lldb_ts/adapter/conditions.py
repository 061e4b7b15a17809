"""`ts adapter condition ID {"condition": ..., "hits": ...}`: breakpoints in Rust that stop only where they should.

LLDB evaluates conditions in the language of the frame, has no expression parser for Rust, and stops at every hit when
the evaluation fails. Here the condition is evaluated as C++, which knows the same scalars, fields and operators.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import lldb

from .hit_counts import hits_hold, parse_hits
from .replies import replying

EVALUATION_MICROSECONDS_MAX = 500_000


@dataclass
class Rule:
    """When one breakpoint stops. `hits` is a number or a comparison with one: `5`, `>= 5`, `% 2`."""

    condition: str | None = None
    hits: str | None = None
    counted: int = 0
    error: str | None = None


_rules: dict[int, Rule] = {}


@replying
def condition(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    identity_text, _, rule_text = arguments.partition(' ')
    identity = int(identity_text)
    asked = json.loads(rule_text) if rule_text else {}
    breakpoint_ = debugger.GetSelectedTarget().FindBreakpointByID(identity)
    if not breakpoint_.IsValid():
        raise LookupError(f"there is no breakpoint {identity}")
    if asked.get('hits') and parse_hits(asked['hits']) is None:
        raise ValueError(f"a hit count is a number or a comparison such as >= 5, not {asked['hits']!r}")
    _rules[identity] = Rule(asked.get('condition'), asked.get('hits'))
    breakpoint_.SetScriptCallbackFunction(f"{__name__}.holds")
    return {'breakpoint': identity}


def holds(frame: lldb.SBFrame, location: lldb.SBBreakpointLocation, _extra: Any, _internal: Any) -> bool:
    """LLDB asks at every hit. A condition that cannot be evaluated stops: hiding the stop would hide the mistake."""
    rule = _rules.get(location.GetBreakpoint().GetID())
    if rule is None:
        return True
    if rule.condition and not is_true(frame, rule):
        return False
    rule.counted += 1
    return rule.hits is None or hits_hold(rule.hits, rule.counted)


def is_true(frame: lldb.SBFrame, rule: Rule) -> bool:
    options = lldb.SBExpressionOptions()
    options.SetLanguage(lldb.eLanguageTypeC_plus_plus)
    options.SetIgnoreBreakpoints(True)
    options.SetSuppressPersistentResult(True)
    options.SetTimeoutInMicroSeconds(EVALUATION_MICROSECONDS_MAX)
    value = frame.EvaluateExpression(rule.condition, options)
    error = value.GetError()
    rule.error = error.GetCString() if error.Fail() else None
    return error.Fail() or (value.GetValue() != 'false' and value.GetValueAsUnsigned(0) != 0)
