"""Hit counts of breakpoints: `5`, `>= 5`, `% 2`. The same rule as in the adapter, which counts the hits of TypeScript."""

from __future__ import annotations

import re


def parse_hits(text: str) -> tuple[str, int] | None:
    match = re.fullmatch(r'\s*(==|>=|<=|>|<|%)?\s*(\d+)\s*', text)
    return (match.group(1) or '==', int(match.group(2))) if match else None


def hits_hold(text: str, counted: int) -> bool:
    """Whether the `counted`-th hit, from 1, is one to stop at."""
    parsed = parse_hits(text)
    if parsed is None:
        return True
    operator, number = parsed
    return {
        '==': counted == number,
        '>=': counted >= number,
        '<=': counted <= number,
        '>': counted > number,
        '<': counted < number,
        '%': number > 0 and counted % number == 0,
    }[operator]
