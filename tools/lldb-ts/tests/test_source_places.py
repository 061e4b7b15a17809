"""Where the text of a script was written: the table that the plugin shares with the debug adapter."""

from __future__ import annotations

import base64
import json
import os
import tempfile
import unittest
import urllib.parse
from pathlib import Path
from typing import Any

from lldb_ts.files.source_files import SourceFiles
from lldb_ts.inspector.script import Script
from lldb_ts.inspector.source_lookup import SourceLookup

TABLE = Path(__file__).with_name('source-places.json')


class SourcePlaces(unittest.TestCase):
    def test_every_case_of_the_table(self) -> None:
        for text in json.loads(TABLE.read_text())['cases']:
            with self.subTest(case=text['name']), tempfile.TemporaryDirectory() as folder:
                self.check(self.made_in(os.path.realpath(folder), text))

    def made_in(self, root: str, case: dict[str, Any]) -> dict[str, Any]:
        """The case with its files in place, and the folder's name in its texts."""
        inline = json.dumps(case.pop('inline', {}), ensure_ascii=False).replace('${root}', root)
        encoded = base64.b64encode(inline.encode()).decode()
        for name, text in (
            ('root', root),
            ('base64', encoded),
            ('base64url', base64.urlsafe_b64encode(inline.encode()).decode().rstrip('=')),
            ('base64percent', urllib.parse.quote(encoded, safe='')),
            ('percent', urllib.parse.quote(inline)),
        ):
            case = json.loads(json.dumps(case, ensure_ascii=False).replace(f'${{{name}}}', text))
        for name, content in case.get('files', {}).items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding='utf-8')
        for name, aim in case.get('links', {}).items():
            Path(root, name).symlink_to(aim)
        return case

    def check(self, case: dict[str, Any]) -> None:
        files = SourceFiles(started_in=case.get('folders', []))
        url, map_url = case['script']['url'], case['script']['sourceMapUrl']
        path = files.path_of(url)
        found = files.source_map(path, map_url)
        self.assertEqual(found.sources if found else [], case.get('sources', []))
        for place in case.get('places', []):
            line, column = place['script']
            original = found.original(line - 1, column - 1) if found else None
            told = [original[0], original[1] + 1, original[2] + 1] if original else [path, line, column]
            self.assertEqual(told, place['source'])
        lookup = SourceLookup()
        lookup.begin(files)
        for each in case.get('found', []):
            positions = lookup(Script('1', url, map_url), each['file'], each['line'])
            generated = [positions[0].line + 1, positions[0].column + 1] if isinstance(positions, list) else None
            self.assertEqual(generated, each['script'], each)
