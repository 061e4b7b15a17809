"""One call stack of TypeScript, Rust and C++."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from .decoder import Decoder
from .js_frames import BUILTIN, CUT, STUB, JsFrame
from .rust_names import readable
from .versions import UnsupportedV8

TYPESCRIPT = ('.ts', '.mts', '.cts', '.tsx')
# Node's own scripts, packages, and what webpack puts around modules; a bundle whose sources are not here has addresses, no paths.
NOT_OF_THE_USER = ('/rustc/', '/.cargo/', '/rustlib/', '/node_modules/', 'node:', '/webpack/bootstrap', '/webpack/runtime/')


@dataclass(frozen=True)
class NativeFrame:
    """A frame as the debugger unwinds it. `module` is '' for code that no file holds, `file` '' where there is no debug information."""

    index: int
    pc: int
    fp: int
    module: str = ''
    symbol: str = ''
    function: str = ''
    file: str = ''
    line: int = 0
    column: int = 0
    inlined: bool = False
    is_cut: bool = False
    """No frame, but the place where the reading of frames has ended; `function` says so."""


@dataclass(frozen=True)
class Frame:
    """One line of the merged stack. `index` is None for what V8 keeps to itself and the stack does not number.

    kind: 'ts' (TypeScript, or JavaScript with a source map to it), 'js', 'rust', 'native' (C, C++ and anything else), 'internal'
    (V8's builtins and stubs), 'cut' (no frame: its `function` says that there are more of them).
    """

    index: int | None
    kind: str
    function: str
    file: str
    line: int
    column: int
    fp: int
    pc: int
    tier: str
    inlined: bool
    native_index: int
    """Number of the machine frame, as LLDB unwinds it."""
    lldb_index: int
    """Number that LLDB's own commands know the frame by. With the frame provider, that is `index`; -1 when there is none."""
    is_user: bool
    script_id: int | None = None
    module: str = ''
    js: JsFrame | None = None

    @property
    def is_javascript(self) -> bool:
        return self.kind in ('ts', 'js')

    def to_json(self) -> dict[str, Any]:
        names = [name for name in self.__dataclass_fields__ if name != 'js']
        fields = {name: getattr(self, name) for name in names}
        if self.js and self.js.place:
            file, line, column = self.js.place.generated
            fields['generated'] = {'file': file, 'line': line, 'column': column}
            fields['is_exact'] = self.js.is_exact
        return fields


class MergedStack:
    """Decodes as far as it is asked: a step wants the top frame only, and a stack can be thousands of frames deep."""

    def __init__(self, native: Iterable[NativeFrame], decoder: Decoder | None, provided: bool = False) -> None:
        self._rest = merge(native, decoder, provided)
        self._frames: list[Frame] = []
        self._numbered: list[Frame] = []

    def all(self) -> list[Frame]:
        """Every frame, also those of V8 that have no number."""
        return list(self)

    def __iter__(self) -> Iterator[Frame]:
        index = 0
        while index < len(self._frames) or self._advance():
            yield self._frames[index]
            index += 1

    def numbered(self, index: int) -> Frame | None:
        """The frame that `ts bt` prints with this number; None past the end."""
        while len(self._numbered) <= index and self._advance():
            pass
        return self._numbered[index] if 0 <= index < len(self._numbered) else None

    def _advance(self) -> bool:
        frame = next(self._rest, None)
        if frame is None:
            return False
        self._frames.append(frame)
        if frame.index is not None:
            self._numbered.append(frame)
        return True


def merge(native: Iterable[NativeFrame], decoder: Decoder | None, provided: bool = False) -> Iterator[Frame]:
    """Replaces the machine frames that V8 made by the functions that run in them, innermost first. Without a decoder, none.

    `provided`: LLDB gets this very stack from the frame provider, so its numbers are ours."""
    index = 0
    for merged in _unnumbered(native, decoder):
        number = None if merged.kind == 'internal' else index
        lldb_index = merged.lldb_index if not provided else -1 if number is None else number
        yield replace(merged, index=number, lldb_index=lldb_index)
        index += number is not None


def _unnumbered(native: Iterable[NativeFrame], decoder: Decoder | None) -> Iterator[Frame]:
    for frame in native:
        if frame.is_cut:
            yield _of_js(frame, JsFrame(frame.pc, frame.fp, CUT, frame.function))
            return
        decoded = _decode(frame, decoder) if decoder and is_candidate(frame) else []
        yield from decoded or [_of_native(frame)]


def _decode(native: NativeFrame, decoder: Decoder) -> list[Frame]:
    """Functions of one machine frame, and what awaits them; [] when it is none of V8's, or this V8 hides what is needed."""
    frames: list[Frame] = []
    try:
        for js in decoder.frames.decode(native.pc, native.fp):
            frames.append(_of_js(native, js))
            frames += [replace(_of_js(native, caller), lldb_index=-1) for caller in decoder.frames.async_callers(js)]
    except UnsupportedV8:
        return []
    return frames


def is_candidate(frame: NativeFrame) -> bool:
    """Compiled code and the copies of the builtins are in no module; without copies, builtins run where Node's file has them."""
    return not frame.module or frame.symbol.startswith('Builtins_')


def _of_js(native: NativeFrame, js: JsFrame) -> Frame:
    place = js.place
    file = place.file if place else ''
    if js.tier == CUT:
        kind = CUT
    elif js.tier in (STUB, BUILTIN):
        kind = 'internal'
    elif file.endswith(TYPESCRIPT) or (place and place.is_mapped):
        kind = 'ts'
    else:
        kind = 'js'
    is_user = kind in ('ts', 'js') and bool(file) and not any(part in file for part in NOT_OF_THE_USER)
    return Frame(
        index=None,
        kind=kind,
        function=js.name,
        file=file,
        line=place.line if place else 0,
        column=place.column if place else 0,
        fp=js.fp,
        pc=js.pc,
        tier=js.tier,
        inlined=js.inlined,
        native_index=native.index,
        lldb_index=native.index,
        is_user=is_user,
        script_id=place.script_id if place else None,
        js=js,
    )


def _of_native(native: NativeFrame) -> Frame:
    if native.symbol.startswith('Builtins_'):
        kind = 'internal'
    else:
        kind = 'rust' if native.file.endswith('.rs') else 'native'
    is_user = kind == 'rust' and not any(part in native.file for part in NOT_OF_THE_USER)
    return Frame(
        index=None,
        kind=kind,
        function=readable(native.function or native.symbol) or f'{native.pc:#x}',
        file=native.file,
        line=native.line,
        column=native.column,
        fp=native.fp,
        pc=native.pc,
        tier='',
        inlined=native.inlined,
        native_index=native.index,
        lldb_index=native.index,
        is_user=is_user and '_c_callback' not in native.function,
        module=os.path.basename(native.module),
    )
