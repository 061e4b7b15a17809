"""Conditions such as `id == 8 && order.count > 2`, computed without running anything in the program.

LLDB's expressions may call a function in the program to get memory there. In the midst of deciding about a breakpoint that several
threads hit at once, that call fails, and what LLDB then takes for its memory makes every later expression crash.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable

Number = int | float

# A name, and what follows it: fields and indexes.
_PATH = re.compile(r'(?<![\w.])(?!\d)\w+(?:(?:\.|->)\w+|\[\d+\])*')
_CONSTANTS = {'true': 'True', 'false': 'False'}
_SPELLINGS = (('&&', ' and '), ('||', ' or '), ('!=', ' NOT_EQUAL '), ('!', '~'), (' NOT_EQUAL ', '!='))

_ARITHMETIC: dict[type, Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class NotArithmetic(Exception):
    """The text is more than paths, numbers, comparisons and `&&`, `||`, `!`: somebody else must compute it."""


def compute(text: str, value_of: Callable[[str], Number | None]) -> Number:
    """The value of the expression; `value_of` knows the number behind a path. Raises NotArithmetic."""
    if re.search(r'(?<!&)&(?!&)|(?<!\|)\|(?!\|)|[\^~=]{1}(?<![=!<>]=)(?!=)|<<|>>|["\']', text):
        raise NotArithmetic(text)
    paths: list[str] = []

    def named(match: re.Match[str]) -> str:
        if match[0] in _CONSTANTS:
            return _CONSTANTS[match[0]]
        paths.append(match[0])
        return f'path{len(paths) - 1}'

    source = _PATH.sub(named, text)
    for theirs, ours in _SPELLINGS:
        source = source.replace(theirs, ours)
    try:
        tree = ast.parse(source.strip(), mode='eval')
    except (SyntaxError, ValueError) as error:
        raise NotArithmetic(text) from error
    return _value(tree.body, lambda name: value_of(paths[int(name.removeprefix('path'))]))


def _value(node: ast.expr, value_of: Callable[[str], Number | None]) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name():
            found = value_of(node.id)
            if found is not None:
                return found
        case ast.UnaryOp(op=ast.Invert()):
            return not _value(node.operand, value_of)
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, value_of)
        case ast.BoolOp():
            wanted = isinstance(node.op, ast.Or)
            return wanted if any(bool(_value(part, value_of)) is wanted for part in node.values) else not wanted
        case ast.BinOp(op=ast.Div() | ast.Mod()):
            return _divided(_value(node.left, value_of), _value(node.right, value_of), isinstance(node.op, ast.Mod))
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            return _ARITHMETIC[type(node.op)](_value(node.left, value_of), _value(node.right, value_of))
        case ast.Compare(ops=[comparison]) if type(comparison) in _ARITHMETIC:
            return _ARITHMETIC[type(comparison)](_value(node.left, value_of), _value(node.comparators[0], value_of))
    raise NotArithmetic(ast.dump(node))


def _divided(left: Number, right: Number, is_remainder: bool) -> Number:
    """As C and Rust divide: towards zero."""
    if not right:
        raise NotArithmetic('a division by zero')
    if isinstance(left, float) or isinstance(right, float):
        if is_remainder:
            raise NotArithmetic('a remainder of floats')
        return left / right
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return left - quotient * right if is_remainder else quotient
