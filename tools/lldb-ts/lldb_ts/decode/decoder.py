"""All that reads V8, put together over one memory."""

from __future__ import annotations

from ..files.source_files import SourceFiles
from .baseline import Bytecodes
from .code_lookup import CodeLookup
from .functions import Functions
from .heap import Heap
from .imagined import ImaginedMemory
from .js_frames import JsFrames
from .layout import load_layout
from .memory import MemoryReader
from .scripts import Scripts


class Decoder:
    """Raises UnsupportedV8 when the process holds no V8 that can be decoded."""

    def __init__(self, memory: MemoryReader, files: SourceFiles | None = None) -> None:
        self.memory = ImaginedMemory(memory)
        self.layout = load_layout(memory)
        self.heap = Heap(self.memory, self.layout)
        self.functions = Functions(self.heap)
        self.scripts = Scripts(self.heap, files or SourceFiles())
        self.code = CodeLookup(memory, self.heap)
        self.bytecodes = Bytecodes(memory, self.heap)
        self.frames = JsFrames(self.heap, self.code, self.functions, self.scripts, self.bytecodes)

    def forget(self) -> None:
        """The process has run: what memory said may no longer hold. Layout, builtins and texts of scripts stay."""
        for part in (self.memory, self.heap, self.scripts, self.code, self.frames):
            part.forget()
