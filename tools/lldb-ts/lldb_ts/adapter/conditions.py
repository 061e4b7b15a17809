"""`ts adapter condition ID {"condition": ..., "hits": ...}`: breakpoints in Rust that stop only where they should.

LLDB evaluates conditions in the language of the frame, has no expression parser for Rust, and stops at every hit when
the evaluation fails. Here a condition on numbers is computed from the variables, and any other evaluated as C++, which knows
the same scalars, fields and operators.

When several threads hit the breakpoint at once and one of them is to stop, LLDB reports all of them as stopped there.
`ts adapter held ID` tells on which threads it was so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import lldb

from ..lldb.expressions import expression_options
from .arithmetic import NotArithmetic, compute
from .hit_counts import hits_hold, parse_hits
from .replies import replying

EVALUATION_US_MAX = 500_000


@dataclass
class Rule:
    """When one breakpoint stops. `hits` is a number or a comparison with one: `5`, `>= 5`, `% 2`."""

    condition: str | None = None
    hits: str | None = None
    counted: int = 0
    # The threads that it stopped since somebody asked.
    held_on: set[int] = field(default_factory=set)
    # Why the condition could not be evaluated, until somebody asks.
    mistake: str | None = None


_rules: dict[int, Rule] = {}


@replying
def condition(debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    identity_text, _, rule_text = arguments.partition(' ')
    identity = int(identity_text)
    asked = json.loads(rule_text) if rule_text else {}
    breakpoint_ = debugger.GetSelectedTarget().FindBreakpointByID(identity)
    if not breakpoint_.IsValid():
        raise LookupError(f'there is no breakpoint {identity}')
    if asked.get('hits') and parse_hits(asked['hits']) is None:
        raise ValueError(f'a hit count is a number or a comparison such as >= 5, not {asked["hits"]!r}')
    _rules[identity] = Rule(asked.get('condition'), asked.get('hits'))
    breakpoint_.SetScriptCallbackFunction(f'{__name__}.holds')
    return {'breakpoint': identity}


def holds(frame: lldb.SBFrame, location: lldb.SBBreakpointLocation, _extra: object, _internal: object) -> bool:
    """LLDB asks at every hit. A condition that cannot be evaluated stops: hiding the stop would hide the mistake."""
    rule = _rules.get(location.GetBreakpoint().GetID())
    if rule is None:
        return True
    if rule.condition and not is_true(frame, rule, rule.condition):
        return False
    rule.counted += 1
    if rule.hits is not None and not hits_hold(rule.hits, rule.counted):
        return False
    rule.held_on.add(frame.GetThread().GetThreadID())
    return True


@replying
def held(_debugger: lldb.SBDebugger, arguments: str) -> dict[str, Any]:
    rule = _rules.get(int(arguments))
    if rule is None:
        return {'threads': None}
    threads, rule.held_on = sorted(rule.held_on), set()
    mistake, rule.mistake = rule.mistake, None
    return {'threads': threads, 'mistake': mistake}


def is_true(frame: lldb.SBFrame, rule: Rule, condition: str) -> bool:
    try:
        return bool(compute(condition, lambda path: number_at(frame, path)))
    except NotArithmetic:
        return is_true_for_lldb(frame, rule, condition)


def number_at(frame: lldb.SBFrame, path: str) -> int | float | None:
    """The number that a variable, or a field below one, holds; None where it is no number."""
    value = frame.GetValueForVariablePath(path)
    flags = value.GetType().GetCanonicalType().GetTypeFlags() if value.IsValid() else 0
    text = value.GetValue()
    if flags & lldb.eTypeIsFloat and text:
        return float(text)
    if flags & lldb.eTypeIsInteger:
        return value.GetValueAsSigned() if flags & lldb.eTypeIsSigned else value.GetValueAsUnsigned()
    return int(text == 'true') if value.GetType().GetName() == 'bool' else None


def is_true_for_lldb(frame: lldb.SBFrame, rule: Rule, condition: str) -> bool:
    value = frame.EvaluateExpression(condition, expression_options(EVALUATION_US_MAX))
    if value.GetError().Fail():
        rule.mistake = value.GetError().GetCString() or 'it has no value'
        return True
    return value.GetValue() != 'false' and value.GetValueAsUnsigned(0) != 0
