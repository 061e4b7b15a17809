"""Who waits for what a running function will make of its promise: found as V8 finds it for its own asynchronous stack traces.

A promise knows what is to be done when it is settled. That may resume an async function or an async generator, count for
`Promise.all` and its like, or settle another promise, as `.then(callback)` does.

LIMIT: timers and events end the chain; they have no promises.
"""

from __future__ import annotations

from dataclasses import dataclass

from .functions import Functions
from .heap import Heap

CALLERS_MAX = 1000
"""LIMIT: a chain that is longer is cut, and says so."""

PROMISES_MAX = 10 * CALLERS_MAX
REACTIONS_MAX = 20

# Offsets in bytes from the start of the object; the same in V8 13.6 and 14.6.
GENERATOR_FUNCTION, GENERATOR_RECEIVER, GENERATOR_POSITION = 24, 40, 48
ASYNC_FUNCTION_PROMISE = ASYNC_GENERATOR_QUEUE = 80
REQUEST_PROMISE = 32
PROMISE_REACTIONS = 24
REACTION_NEXT, REACTION_REJECT_HANDLER, REACTION_FULFILL_HANDLER, REACTION_PROMISE = 16, 24, 32, 40
CAPABILITY_PROMISE = 8
CONTEXT_SLOTS = 16
# From the frame pointer of PromiseFulfillReactionJob and PromiseRejectReactionJob.
JOB_PROMISE = -16

ASYNC_FUNCTION, ASYNC_GENERATOR = 'JS_ASYNC_FUNCTION_OBJECT_TYPE', 'JS_ASYNC_GENERATOR_OBJECT_TYPE'
PROMISE, CAPABILITY = 'JS_PROMISE_TYPE', 'PROMISE_CAPABILITY_TYPE'


@dataclass(frozen=True)
class Awaiter:
    """A suspended function, and the bytecode at which it waits; or what waits for several promises, which is no function: `combinator`.

    `address` is that of the generator object, or of the closure that a combinator made for this promise."""

    address: int
    function: int = 0
    bytecode: int = 0
    bytecode_offset: int = 0
    combinator: str = ''
    is_cut: bool = False
    """Nothing that waits, but the end of what is shown."""


class AsyncCallers:
    def __init__(self, heap: Heap, functions: Functions) -> None:
        self.heap = heap
        self.functions = functions

    def of_closure(self, closure: int) -> list[Awaiter]:
        """Who awaits the function which `closure` resumes, innermost first. V8 makes the closure, a builtin, for an await."""
        generator = self._resumed_by(closure)
        return self._waiting_for(self._promise_of(generator)) if generator else []

    def of_job(self, fp: int) -> list[Awaiter]:
        """Who waits for the callback of a promise which V8's builtin with this frame runs: it keeps the promise to be settled by it.

        When it resumes a function there is no such promise, and the closure above tells."""
        return self._waiting_for(self._settled_by(self.heap.u64(fp + JOB_PROMISE)))

    def _waiting_for(self, promise: int) -> list[Awaiter]:
        callers: list[Awaiter] = []
        seen: set[int] = set()
        while promise and promise not in seen:
            if len(seen) >= PROMISES_MAX or len(callers) >= CALLERS_MAX:
                # Every frame has an address of its own; this one is within the last promise.
                return [*callers, Awaiter(promise + 1, is_cut=True)]
            seen.add(promise)
            reactions = self._reactions(promise)
            # Of several, one that waits for the value; `.catch` and its like are often there beside it.
            found = next((step for step in map(self._waiter, reactions) if step), None)
            if found:
                awaiter, promise = found
                callers.append(awaiter)
            else:
                promise = self._passed_on(reactions[0]) if len(reactions) == 1 else 0
        return callers

    def _reactions(self, promise: int) -> list[int]:
        """Newest first. A pending promise has them where a settled one has its value."""
        heap = self.heap
        found: list[int] = []
        if not heap.is_type(promise, PROMISE):
            return []
        reaction = heap.field(promise, PROMISE_REACTIONS)
        while len(found) < REACTIONS_MAX and heap.is_type(reaction, 'PROMISE_REACTION_TYPE'):
            found.append(reaction)
            reaction = heap.field(reaction, REACTION_NEXT)
        return found

    def _waiter(self, reaction: int) -> tuple[Awaiter, int] | None:
        """What a reaction goes on with, and the promise that waits for that; None when nothing waits for the value."""
        heap = self.heap
        fulfill, reject = heap.field(reaction, REACTION_FULFILL_HANDLER), heap.field(reaction, REACTION_REJECT_HANDLER)
        generator = self._resumed_by(fulfill)
        if generator:
            awaiter = self._awaiter(generator)
            return (awaiter, self._promise_of(generator)) if awaiter else None
        capabilities = self._counted_by(fulfill), self._counted_by(reject)
        if not any(capabilities):
            return None
        # Each combinator makes closures for the outcomes that it counts.
        name = 'Promise.any' if not capabilities[0] else 'Promise.allSettled' if capabilities[1] else 'Promise.all'
        closure = fulfill if capabilities[0] else reject
        # V8 keeps the number of the promise where a function keeps its hash.
        number = heap.smi(heap.named_field(closure, 'JSReceiver__raw_properties_or_hash__Tagged_Object_')) - 1
        return Awaiter(closure, combinator=f'{name} (index {number})'), heap.field(capabilities[0] or capabilities[1], CAPABILITY_PROMISE)

    def _passed_on(self, reaction: int) -> int:
        """The promise that a reaction settles: that of `.then`, or one whose `resolve` is the handler, as Promise.race makes it."""
        resolved = self._context_slot(self.heap.field(reaction, REACTION_FULFILL_HANDLER), 0)
        return resolved if self.heap.is_type(resolved, PROMISE) else self._settled_by(self.heap.field(reaction, REACTION_PROMISE))

    def _settled_by(self, promise_or_capability: int) -> int:
        heap, word = self.heap, promise_or_capability
        return heap.field(word, CAPABILITY_PROMISE) if heap.is_type(word, CAPABILITY) else word

    def _context_slot(self, closure: int, index: int) -> int:
        heap = self.heap
        if not heap.is_function(closure):
            return 0
        context = heap.named_field(closure, 'JSFunction__context__Context')
        return heap.field(context, CONTEXT_SLOTS + 8 * (heap.layout['context_min_slots'] + index))

    def _resumed_by(self, closure: int) -> int:
        """The first slot of such a closure's context is the function that it goes on with."""
        generator = self._context_slot(closure, 0)
        return generator if self.heap.type_name(generator) in (ASYNC_FUNCTION, ASYNC_GENERATOR) else 0

    def _counted_by(self, closure: int) -> int:
        """A combinator's closures count in the first slot, and keep in the second whose promise it is about."""
        capability = self._context_slot(closure, 1)
        return capability if self.heap.is_type(capability, CAPABILITY) else 0

    def _promise_of(self, generator: int) -> int:
        """An async function has one; an async generator one for each `next()` that waits."""
        heap = self.heap
        if heap.is_type(generator, ASYNC_FUNCTION):
            return heap.field(generator, ASYNC_FUNCTION_PROMISE)
        request = heap.field(generator, ASYNC_GENERATOR_QUEUE)
        return heap.field(request, REQUEST_PROMISE) if heap.is_type(request, 'ASYNC_GENERATOR_REQUEST_TYPE') else 0

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
        return Awaiter(generator, function, bytecode, offset)
