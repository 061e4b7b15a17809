"""What the bytecode says of the model of registers: the value of `const name = value` ends in the register of the name.

The table of positions has an entry for the value, as if it were a statement, and one for the next statement; the last bytecode between
them that stores into a register stores the variable.
"""

from __future__ import annotations

from ..decode.decoder import Decoder
from ..decode.js_frames import JsFrame
from .register_names import RegisterName

SHORT_STORES = 16
"""V8's last bytecodes are Star15 to Star0, which store into that register, and Illegal."""


class RegisterStores:
    """Of one function; reads its bytecode when it is first asked."""

    def __init__(self, decoder: Decoder, frame: JsFrame) -> None:
        self.decoder = decoder
        self.bytecode = frame.bytecode
        self._last_by_source: dict[int, int | None] | None = None

    def confirm(self, name: RegisterName) -> bool:
        """Whether the bytecode stores the value that this variable is declared with into its register. LIMIT: registers to r15."""
        if not name.value or not self.bytecode:
            return False
        if self._last_by_source is None:
            self._last_by_source = self._read()
        # Where in the value the entry is, depends on what it is: an operation is where its operator stands.
        return [register for source, register in self._last_by_source.items() if source in name.value] == [name.register]

    def _read(self) -> dict[int, int | None]:
        """The register of the last store behind each place in the source where a statement starts, None for no store."""
        bytecodes = self.decoder.bytecodes
        code, first = bytecodes.code(self.bytecode), bytecodes.count() - 1 - SHORT_STORES
        if first <= 0:
            return {}
        starts = [position for position in self.decoder.frames.positions_of_bytecode(self.bytecode) if position.is_statement]
        found: dict[int, int | None] = {position.source: None for position in starts}
        at = -1
        for offset in bytecodes.offsets(self.bytecode):
            while at + 1 < len(starts) and starts[at + 1].code_offset <= offset:
                at += 1
            number = SHORT_STORES - 1 - (code[offset] - first)
            if at >= 0 and 0 <= number < SHORT_STORES:
                found[starts[at].source] = number
        return found
