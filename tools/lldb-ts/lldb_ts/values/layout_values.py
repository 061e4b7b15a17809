"""Where the objects of JavaScript keep what makes them what they are, as far as no `v8dbg_*` symbol tells.

Verified against V8's own printer (`_v8_internal_Print_Object`) by the live tests, for every version in the table.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..decode.layout import Layout
from ..decode.versions import V8_OF_NODE_24, ByVersion, UnsupportedV8, name


@dataclass(frozen=True)
class ValueLayout:
    """Offsets in bytes from the start of the object, and small numbers that V8 compiles in."""

    # The type of a BigInt, the only primitive without an exported number; it stands between Symbol and HeapNumber.
    bigint_type: int = 129
    bigint_bits: int = 8
    bigint_digits: int = 16
    symbol_flags: int = 12
    accessor_getter: int = 8
    accessor_setter: int = 16
    collection_table: int = 24
    weak_ref_target: int = 24
    date_value: int = 24
    regexp_source: int = 32
    regexp_flags: int = 40
    promise_result: int = 24
    promise_flags: int = 32
    proxy_target: int = 16
    proxy_handler: int = 24
    wrapped_primitive: int = 24
    bound_target: int = 24
    data_view_pointer: int = 64
    external_pointer: int = 24
    # JS_ARGUMENTS of sloppy functions: the elements that are no longer tied to a parameter.
    mapped_arguments_context: int = 16
    mapped_arguments_store: int = 24
    mapped_arguments_slots: int = 32
    # NameDictionary and NumberDictionary: a FixedArray of counters, a prefix, and entries of key, value and details.
    dictionary_header: int = 3
    dictionary_order_shift: int = 8
    # OrderedHashMap and OrderedHashSet: a FixedArray of three counters, the buckets, then the entries in order.
    ordered_header: int = 3
    property_cell_value: int = 24
    error_stack_data: int = 8
    # A stack trace not yet turned into text: V8 14 keeps the frames in one array, V8 13 an object for each.
    trace_is_flat: bool = True
    trace_stride: int = 6
    trace_function: int = 2
    trace_offset: int = 3
    call_site_function: int = 24
    call_site_offset: int = 32
    # The type of the hole, which V8 13 exports; 0 there.
    hole_type: int = 274
    # A suspended function keeps its parameters and then its registers in one array.
    generator_context: int = 32
    generator_receiver: int = 40
    generator_registers: int = 72
    wrapped_arguments: int = 72
    typed_array_kind_first: int = 18


VALUE_LAYOUTS = ByVersion(ValueLayout, {V8_OF_NODE_24: {'trace_is_flat': False, 'hole_type': 0}})


def value_layout(layout: Layout) -> ValueLayout:
    """The table for this V8, after checking it against what the binary does export."""
    found = VALUE_LAYOUTS[layout.version]
    expected = {
        'bigint': (layout.type('SYMBOL_TYPE') + 1 == found.bigint_type == layout.type('HEAP_NUMBER_TYPE') - 1),
        'hole': (layout.type('HOLE_TYPE') > 0) != (found.hole_type > 0)
        and (not found.hole_type or found.hole_type not in layout.type_names),
        'pointer_size': layout.get('SystemPointerSize', 8) == 8,
        'dictionary': layout.get('namedictionary_prefix_start_index', 3) == found.dictionary_header,
        'elements': layout.get('elements_dictionary_elements', 13) < found.typed_array_kind_first,
    }
    wrong = [check for check, holds in expected.items() if not holds]
    if wrong:
        raise UnsupportedV8(f'values of this V8 {name(layout.version)} are laid out differently ({", ".join(wrong)})')
    return found
