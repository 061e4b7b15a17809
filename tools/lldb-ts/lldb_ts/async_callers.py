"""Who awaits a running async function: found through the promise of the function, as V8 does for its own asynchronous stack traces.

LIMIT: the chain is known only as far as functions `await` one another. `.then(callback)`, Promise.all and events end it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .functions import Functions
from .heap import Heap

CALLERS_MAX = 100
REACTIONS_MAX = 20

# Offsets in bytes from the start of the object; the same in V8 13.6 and 14.6.
GENERATOR_FUNCTION, GENERATOR_RECEIVER, GENERATOR_POSITION, ASYNC_FUNCTION_PROMISE = 24, 40, 48, 80
PROMISE_REACTIONS = 24
REACTION_FULFILL_HANDLER = 24
CONTEXT_SLOTS = 16


@dataclass(frozen=True)
class Awaiter:
    """A suspended async function, and the bytecode at which it waits."""

    generator: int
    function: int
    receiver: int
    bytecode: int
    bytecode_offset: int


class AsyncCallers:
    def __init__(self, heap: Heap, functions: Functions) -> None:
        self.heap = heap
        self.functions = functions

    def of(self, closure: int) -> list[Awaiter]:
        """The functions that await the one which `closure` resumes, innermost first. V8 makes the closure, a builtin, for an await."""
        callers: list[Awaiter] = []
        generator = self._resumed_by(closure)
        seen = {generator}
        while generator and len(callers) < CALLERS_MAX:
            generator = next(self._awaiting(generator), 0)
            awaiter = self._awaiter(generator) if generator not in seen else None
            if not awaiter:
                break
            seen.add(generator)
            callers.append(awaiter)
        return callers

    def _resumed_by(self, closure: int) -> int:
        """The first slot of such a closure's context is the async function that it goes on with."""
        heap = self.heap
        if not heap.is_function(closure):
            return 0
        context = heap.named_field(closure, 'JSFunction__context__Context')
        generator = heap.field(context, CONTEXT_SLOTS + 8 * heap.layout['context_min_slots'])
        return generator if heap.is_type(generator, 'JS_ASYNC_FUNCTION_OBJECT_TYPE') else 0

    def _awaiting(self, generator: int) -> Iterator[int]:
        heap = self.heap
        promise = heap.field(generator, ASYNC_FUNCTION_PROMISE)
        if not heap.is_type(promise, 'JS_PROMISE_TYPE'):
            return
        # A pending promise has a list of reactions, newest first; a settled one has its value here.
        reaction = heap.field(promise, PROMISE_REACTIONS)
        for _ in range(REACTIONS_MAX):
            if not heap.is_type(reaction, 'PROMISE_REACTION_TYPE'):
                return
            awaiting = self._resumed_by(heap.field(reaction, REACTION_FULFILL_HANDLER))
            if awaiting:
                yield awaiting
            reaction = heap.field(reaction, 8)

    def _awaiter(self, generator: int) -> Awaiter | None:
        heap = self.heap
        function = heap.field(generator, GENERATOR_FUNCTION)
        position = heap.field(generator, GENERATOR_POSITION)
        if not heap.is_function(function) or not heap.is_smi(position):
            return None
        bytecode = self.functions.bytecode(self.functions.shared(function))
        if not bytecode:
            return None
        # V8 counts from the tagged start of the BytecodeArray.
        offset = heap.smi(position) - (heap.layout['class_BytecodeArray__data__uintptr_t'] - 1)
        return Awaiter(generator, function, heap.field(generator, GENERATOR_RECEIVER), bytecode, offset)
