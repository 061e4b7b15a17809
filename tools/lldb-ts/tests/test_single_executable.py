"""Single executables: what is read from the file, and where the maps of their scripts are looked for."""

from __future__ import annotations

import hashlib
import json
import struct
import tempfile
import unittest
from pathlib import Path

from lldb_ts.files.single_executable import ASSETS, MAGIC, NOTE_NAME, single_executable
from lldb_ts.files.source_files import SourceFiles

MAP = {'version': 3, 'sources': ['../../src/main.ts'], 'mappings': 'AAAA'}
ENVIRONMENT = 1


def part(data: bytes) -> bytes:
    return struct.pack('<Q', len(data)) + data


def elf(name: str, script: bytes, assets: dict[str, bytes] | None = None, options: int = ENVIRONMENT) -> bytes:
    """An ELF file with one segment, of notes: one that somebody else wrote, and Node's."""
    blob = struct.pack('<IIBB', MAGIC, ASSETS if assets else 0, options, 0) + part(name.encode()) + part(script)
    if assets:
        blob += struct.pack('<Q', len(assets)) + b''.join(part(key.encode()) + part(value) for key, value in assets.items())
    notes = struct.pack('<III', 4, 4, 3) + b'GNU\0abcd' + struct.pack('<III', len(NOTE_NAME), len(blob), 0) + NOTE_NAME + b'\0\0' + blob
    header = bytearray(64)
    header[:6] = b'\x7fELF\x02\x01'
    struct.pack_into('<Q', header, 0x20, 64)
    struct.pack_into('<HH', header, 0x36, 56, 1)
    return bytes(header) + struct.pack('<IIQQQQQQ', 4, 0, 120, 0, 0, len(notes), len(notes), 4) + notes


class SingleExecutables(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.program = self.folder / 'program'

    def test_a_main_script_with_a_path_and_a_map_inside(self) -> None:
        url = 'data:application/json;base64,e30='
        self.program.write_bytes(elf('/work/dist/main.js', b'run();\n//# sourceMappingURL=' + url.encode() + b'\n'))
        files = SourceFiles(str(self.program))
        self.assertEqual(files.expected(), [('file:///work/dist/main.js', url)])
        self.assertEqual(files.path_of('file:///work/dist/main.js'), '/work/dist/main.js')

    def test_scripts_among_the_assets_are_found_and_hashed(self) -> None:
        self.program.write_bytes(elf('launcher.js', b'launch()', {'page/x.js': b'page()', 'main.js': b'run()', 'addon': b''}))
        found = single_executable(str(self.program))
        assert found
        self.assertEqual(list(found.hashes), ['launcher.js', 'main.js'])
        self.assertEqual(found.hash_of(str(self.folder / 'main.js')), hashlib.sha256(b'run()').hexdigest())
        self.assertEqual((found.options, found.path_of('other.js')), ('env', 'other.js'))

    def test_a_separate_map_is_found_where_it_may_be_unless_it_belongs_to_another_build(self) -> None:
        self.program.write_bytes(elf('main.js', b'run()'))
        path = str(self.folder / 'main.js')
        told = self.folder / 'told'
        for folder, sha256, expected in (
            (self.folder / 'symbols', hashlib.sha256(b'run()').hexdigest(), True),
            (self.folder, None, True),
            (told, hashlib.sha256(b'run()').hexdigest(), True),
            (told, hashlib.sha256(b'run2()').hexdigest(), False),
        ):
            with self.subTest(folder=folder, sha256=sha256):
                folder.mkdir(exist_ok=True)
                file = folder / 'main.js.map'
                file.write_text(json.dumps({**MAP, **({'x_generated_sha256': sha256} if sha256 else {})}))
                found = SourceFiles(str(self.program), lambda: [str(told)]).source_map(path, '')
                self.assertEqual(found.sources if found else None, [str((folder / '../../src/main.ts').resolve())] if expected else None)
                file.unlink()

    def test_anything_else_is_none(self) -> None:
        for data in (b'', b'\x7fELF', b'text' * 100, elf('main.js', b'run()')[:150]):
            with self.subTest(size=len(data)):
                self.program.write_bytes(data)
                self.assertIsNone(single_executable(str(self.program)))
        self.assertIsNone(single_executable(str(self.folder / 'missing')))
