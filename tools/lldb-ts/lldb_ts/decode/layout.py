"""Where V8 keeps what: constants the binary exports as `v8dbg_*`, and a small table for what it does not export."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from .memory import VERSION_MAJOR, VERSION_MINOR, MemoryReader
from .versions import V8_OF_NODE_24, ByVersion, UnsupportedV8, Version, name


@dataclass(frozen=True)
class Unexported:
    """Offsets, in bytes from the start of the object, that no symbol tells. Verified against V8's printer by the live tests."""

    function_data: int = 8
    function_untrusted_data: int = 16
    bytecode_positions: int = 24
    bytecode_constants: int = 40
    bytecode_frame_size: int = 48
    code_deoptimization: int = 8
    code_positions: int = 16
    stream_code: int = 8
    script_id: int = 64
    script_source_map_url: int = 120
    array_length: int = 24
    deoptimization_entries: int = 12
    scope_info_start: int = 3
    scope_info_end: int = 4
    # V8 14 writes (delta << 2 | breakable << 1 | statement), V8 13 a signed delta whose sign says statement.
    positions_have_breakable_bit: bool = True


UNEXPORTED = ByVersion(Unexported, {V8_OF_NODE_24: {'positions_have_breakable_bit': False}})


class Layout:
    """Constants by their `v8dbg_` name without the prefix, names of instance types and frame types by number."""

    def __init__(self, version: Version, constants: dict[str, int]) -> None:
        self.version = version
        self.constants: dict[str, int] = {}
        self.type_names: dict[int, str] = {}
        self.types: dict[str, int] = {}
        self.frame_types: dict[int, str] = {}
        for constant, value in constants.items():
            if constant.startswith('frametype_'):
                self.frame_types[value] = constant.removeprefix('frametype_')
            elif constant.startswith('type_'):
                short = constant.split('__')[-1]
                self.types[short] = value
                self.type_names[value] = short
            else:
                self.constants[constant] = value
        self.unexported = UNEXPORTED[version]

    def __getitem__(self, constant: str) -> int:
        try:
            return self.constants[constant]
        except KeyError:
            raise UnsupportedV8(f'V8 {name(self.version)} does not export v8dbg_{constant}, showing raw frames') from None

    def get(self, constant: str, default: int) -> int:
        return self.constants.get(constant, default)

    def type(self, instance_type: str) -> int:
        """The number of an instance type such as 'JS_ARRAY_TYPE'; -2, which matches nothing, when this V8 has no such type."""
        return self.types.get(instance_type, -2)


REQUIRED = (
    'class_Map__instance_type__uint16_t',
    'class_JSFunction__shared__SharedFunctionInfo',
    'class_SharedFunctionInfo__name_or_scope_info__Tagged_NameOrScopeInfoT_',
    'class_SharedFunctionInfo__raw_script__Tagged_Object_',
    'class_InstructionStream__instruction_start__uintptr_t',
    'off_fp_context_or_frame_type',
    'off_fp_function',
    'off_fp_bytecode_array',
    'off_fp_bytecode_offset',
)


def load_layout(memory: MemoryReader) -> Layout:
    """Reads the constants of the V8 in this process, and refuses a V8 whose frames would be decoded wrongly."""
    symbols = memory.symbols('v8dbg_')
    if not symbols:
        raise UnsupportedV8('no V8 debug symbols (v8dbg_*) in this process, showing raw frames; is it Node, and not stripped?')
    constants = {symbol.name.removeprefix('v8dbg_'): _int32(memory.read_static(symbol, 4)) for symbol in symbols}
    layout = Layout(_version(memory), constants)
    for constant in REQUIRED:
        layout[constant]
    _check_pointers(layout)
    return layout


def _version(memory: MemoryReader) -> Version:
    major, minor = memory.symbol(VERSION_MAJOR), memory.symbol(VERSION_MINOR)
    if not major or not minor:
        raise UnsupportedV8('the version of V8 is not in the symbols of this process, showing raw frames')
    return _int32(memory.read_static(major, 4)), _int32(memory.read_static(minor, 4))


def _check_pointers(layout: Layout) -> None:
    if layout.get('TaggedSize', 8) != 8 or layout.get('SmiValueShift', 1) + layout.get('SmiShiftSize', 31) != 32:
        raise UnsupportedV8('this V8 compresses pointers, which is not supported; showing raw frames')


def _int32(data: bytes) -> int:
    return struct.unpack('<i', data)[0] if len(data) == 4 else 0
