"""Which register of the interpreter holds which variable: a model of how V8 gives registers out.

V8 forgets the names of variables that live in registers. It hands registers out in one walk over the scopes: first what the function
itself declares, in order of declaration, then the blocks, the last of siblings first; what closures capture goes to contexts and takes
none. The live tests compare the model with running programs; where it is not sure it says so by raising.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .function_source import FunctionSource
from .scopes import NO_VALUE, Declaration, Scope


@dataclass(frozen=True)
class RegisterName:
    """`start` and `end`: where in the script the name is in force; `ready_at`: from where on it has a value; `value`: where the value
    stands that it is declared with. A hidden one has a register and no name."""

    register: int
    name: str
    start: int
    end: int
    is_hidden: bool
    ready_at: int = 0
    value: range = NO_VALUE


def register_names(function: FunctionSource, context_names: Collection[str]) -> list[RegisterName]:
    """`context_names`: what V8 says the function itself keeps in its context; of inner blocks it does not say beforehand."""
    found: list[RegisterName] = []
    arguments = {p.name for p in function.parameters} if function.is_simple else set()

    def visit(scope: Scope, is_function: bool) -> None:
        seen: set[str] = set()
        for declaration in scope.own:
            name = declaration.name
            if not declaration.is_hidden and (name in seen or (is_function and name in arguments)):
                continue
            seen.add(name)
            if not declaration.is_hidden and _is_elsewhere(declaration, is_function):
                continue
            d, register = declaration, len(found)
            found.append(RegisterName(register, name, scope.start, scope.end, d.is_hidden, d.ready_at, d.value))
        for inner in reversed(scope.inner):
            visit(inner, False)

    def _is_elsewhere(declaration: Declaration, is_function: bool) -> bool:
        if declaration.may_be_unused and function.counts.get(declaration.name, 0) < 2:
            return True
        return declaration.name in (context_names if is_function else function.captured)

    visit(function.scope, True)
    return found


def names_at(names: list[RegisterName], position: int) -> dict[int, RegisterName]:
    """The names in force at a place of the script, by register. An inner variable hides an outer one of the same name."""
    visible: dict[str, RegisterName] = {}
    for name in names:
        if not name.is_hidden and name.start <= position < name.end:
            outer = visible.get(name.name)
            if outer is None or outer.end - outer.start > name.end - name.start:
                visible[name.name] = name
    return {name.register: name for name in visible.values()}
