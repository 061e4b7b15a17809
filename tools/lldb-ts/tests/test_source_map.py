"""Source maps, both ways."""

from __future__ import annotations

import base64
import json
import tempfile
import unittest
from pathlib import Path

from lldb_ts.files.source_map import load_source_map, parse_source_map

# Line 0 is not mapped; line 1 maps column 0 to a.ts 3:2 and column 8 to a.ts 3:10; line 2 maps column 4 to b.ts 0:0.
DOCUMENT = {'version': 3, 'sources': ['../src/a.ts', '../src/b.ts'], 'mappings': ';AAGE,QAAQ;ICHV'}


class SourceMaps(unittest.TestCase):
    def setUp(self) -> None:
        self.map = parse_source_map(json.dumps(DOCUMENT), '/project/dist')

    def test_generated_to_original(self) -> None:
        for place, expected in (
            ((1, 0), ('/project/src/a.ts', 3, 2)),
            ((1, 7), ('/project/src/a.ts', 3, 2)),
            ((1, 50), ('/project/src/a.ts', 3, 10)),
            ((2, 4), ('/project/src/b.ts', 0, 0)),
            ((2, 3), None),
            ((0, 0), None),
            ((99, 0), None),
        ):
            with self.subTest(place=place):
                self.assertEqual(self.map.original(*place), expected)

    def test_original_to_generated_takes_the_next_line_with_code(self) -> None:
        self.assertEqual(self.map.generated('/project/src/a.ts', 3), (1, 0, 3))
        self.assertEqual(self.map.generated('a.ts', 1), (1, 0, 3))
        self.assertIsNone(self.map.generated('a.ts', 4))
        self.assertIsNone(self.map.generated('c.ts', 0))

    def test_a_map_in_a_file_and_in_a_data_url(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, 'a.js.map').write_text(json.dumps({**DOCUMENT, 'sources': ['a.ts', 'file:///b%20c.ts']}))
            loaded = load_source_map(f'{folder}/a.js', 'a.js.map')
            self.assertEqual(loaded.sources if loaded else None, [f'{folder}/a.ts', '/b c.ts'])
        data = base64.b64encode(json.dumps(DOCUMENT).encode()).decode()
        inline = load_source_map('/project/dist/a.js', f'data:application/json;base64,{data}')
        self.assertEqual(inline, self.map)

    def test_what_is_no_map_is_none(self) -> None:
        for url in ('missing.map', 'data:application/json;base64,!!', 'data:,{}', 'data:,[]'):
            with self.subTest(url=url):
                self.assertIsNone(load_source_map('/project/dist/a.js', url))
