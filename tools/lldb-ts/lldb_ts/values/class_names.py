"""The class of an object, and what to call a function."""

from __future__ import annotations

from ..decode.functions import Functions
from ..decode.heap import Heap
from .properties import Properties

BACK_POINTERS_MAX = 200
FUNCTION_KIND_MASK = 31
CLASS_CONSTRUCTORS = range(3, 7)
# Where the constructor tells nothing: objects that only V8 makes.
TYPE_TITLES = {
    'JS_PROXY_TYPE': 'Proxy',
    'JS_GLOBAL_PROXY_TYPE': 'globalThis',
    'JS_GLOBAL_OBJECT_TYPE': 'globalThis',
    'JS_ARGUMENTS_OBJECT_TYPE': 'Arguments',
    'JS_MODULE_NAMESPACE_TYPE': 'Module',
    'JS_EXTERNAL_OBJECT_TYPE': 'External',
    'JS_GENERATOR_OBJECT_TYPE': 'Generator',
    'JS_ASYNC_FUNCTION_OBJECT_TYPE': 'AsyncFunction',
    'JS_ARRAY_ITERATOR_TYPE': 'Array Iterator',
}


class ClassNames:
    def __init__(self, heap: Heap, functions: Functions, properties: Properties) -> None:
        self.heap = heap
        self.functions = functions
        self.properties = properties
        self._by_map: dict[int, str] = {}
        layout = heap.layout
        # Receivers are the last instance types; the lowest of them is what the engine's proxies are.
        self._first_receiver = min(n for n in map(layout.type, ('JS_PROXY_TYPE', 'JS_GLOBAL_OBJECT_TYPE')) if n > 0)

    def is_receiver(self, word: int) -> bool:
        """Whether this is a JavaScript object, and not one of V8's own."""
        return self.heap.instance_type(word) >= self._first_receiver

    def of(self, word: int) -> str:
        kind = self.heap.type_name(word)
        if kind in TYPE_TITLES:
            return TYPE_TITLES[kind]
        map_ = self.heap.map_of(word)
        if map_ not in self._by_map:
            constructor = self._constructor(map_)
            self._by_map[map_] = self._of_prototype(map_) or (self.function_name(constructor) if constructor else '') or 'Object'
        return self._by_map[map_]

    def function_name(self, function: int) -> str:
        """The name that the function carries; of one that was named by assignment, the name it was assigned to."""
        shared = self.functions.shared(function)
        name = self.functions.name(shared)
        if name:
            return name
        for entry in self.properties.named(function):
            if entry.name == 'name' and entry.value is not None:
                return self.heap.string(entry.value, 200) or ''
        return ''

    def function_title(self, word: int) -> str:
        if self.heap.type_name(word) == 'JS_BOUND_FUNCTION_TYPE':
            return '[bound Function]'
        name = self.function_name(word)
        is_class = self.kind_of(self.functions.shared(word)) in CLASS_CONSTRUCTORS
        return f'[{"class" if is_class else "Function"} {name or "(anonymous)"}]'

    def kind_of(self, shared: int) -> int:
        """V8's FunctionKind, the lowest bits of a function's flags."""
        flags = self.heap.layout['class_SharedFunctionInfo__flags__int']
        return self.heap.u32(shared - 1 + flags) & FUNCTION_KIND_MASK

    def _constructor(self, map_: int) -> int:
        """The function that made the first object of this shape: the end of the chain of maps that it grew through."""
        field = 'Map__constructor_or_back_pointer__Tagged_Object_'
        found = self.heap.named_field(map_, field)
        for _ in range(BACK_POINTERS_MAX):
            if not self.heap.is_type(found, 'MAP_TYPE'):
                break
            found = self.heap.named_field(found, field)
        return found if self.heap.is_function(found) else 0

    def _of_prototype(self, map_: int) -> str:
        """The name of `prototype.constructor`, as consoles do; says so when there is no prototype."""
        prototype = self.heap.named_field(map_, 'Map__prototype__Object')
        if self.heap.is_type(prototype, 'ODDBALL_TYPE'):
            return '[Object: null prototype]'
        for entry in self.properties.named(prototype) if self.is_receiver(prototype) else ():
            if entry.name == 'constructor' and entry.value is not None and self.heap.is_function(entry.value):
                return self.function_name(entry.value)
        return ''
