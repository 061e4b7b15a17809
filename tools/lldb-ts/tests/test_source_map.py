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
        for file, line, expected in (('/project/src/a.ts', 3, (1, 0, 3)), ('a.ts', 1, (1, 0, 3)), ('a.ts', 4, None), ('c.ts', 0, None)):
            self.assertEqual(self.map.generated(self.map.named(file), line), expected)

    def test_the_last_line_with_code_is_known(self) -> None:
        self.assertEqual([self.map.last_line(self.map.named(file)) for file in ('a.ts', 'b.ts', 'c.ts')], [3, 0, -1])

    def test_a_map_in_a_file_and_in_a_data_url(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, 'a.js.map').write_text(json.dumps({**DOCUMENT, 'sources': ['a.ts', 'file:///b%20c.ts']}))
            loaded = load_source_map(f'{folder}/a.js', 'a.js.map')
            self.assertEqual(loaded.sources if loaded else None, [f'{folder}/a.ts', '/b c.ts'])
        data = base64.b64encode(json.dumps(DOCUMENT).encode()).decode()
        inline = load_source_map('/project/dist/a.js', f'data:application/json;base64,{data}')
        self.assertEqual(inline.sources if inline else None, ['/project/src/a.ts', '/project/src/b.ts'])
        self.assertEqual(inline.original(1, 7) if inline else None, ('/project/src/a.ts', 3, 2))

    def test_what_is_no_map_is_none(self) -> None:
        of_no_digits = 'data:,{"sources":[],"mappings":"%C3%A4"}'
        for url in ('missing.map', 'data:application/json;base64,!!', 'data:,{}', 'data:,[]', of_no_digits):
            with self.subTest(url=url):
                self.assertIsNone(load_source_map('/project/dist/a.js', url))
