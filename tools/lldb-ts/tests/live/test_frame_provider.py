"""TypeScript frames in LLDB's own commands."""

from __future__ import annotations

import re
import unittest

from .debugger import needs_frame_providers, nodes, run_lldb
from .programs import ASYNC, COMPILED_AT_ONCE, HOT, STOP, TIERS, write

FRAME = re.compile(r'frame #(\d+): 0x[0-9a-f]+ \w+`(.+? \[.+?\]) at (\S+)')


@needs_frame_providers
class FrameProvider(unittest.TestCase):
    def test_plain_bt_shows_what_ts_bt_shows(self) -> None:
        for name, text, before in (('tiers.ts', TIERS, HOT), ('shop.ts', ASYNC, (STOP,))):
            for node in nodes():
                with self.subTest(node=node, program=name):
                    program = [node, COMPILED_AT_ONCE, write(name, text)]
                    transcript = run_lldb(program, 'bt', 'ts bt --json', 'process kill', before=before)
                    plain = [(int(n), f'{function} {place}') for n, function, place in FRAME.findall(transcript.text) if name in place]
                    numbers = [f['index'] for f in transcript.frames() if f['file'].endswith(name)]
                    self.assertGreaterEqual(len(numbers), 4)
                    self.assertEqual(plain, list(zip(numbers, transcript.places())), transcript.without_json())

    def test_frames_can_be_selected_and_show_their_source(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                program = write('tiers.ts', TIERS)
                selects = ('frame select 3', 'ts frame', 'ts frame 4', 'frame info', 'up', 'ts frame')
                transcript = run_lldb([node, program], *selects, 'process kill', before=(STOP,))
                said = transcript.text.split('(lldb) ')[-len(selects) - 1 : -1]
                self.assertRegex(said[0], r'-> 9 +\tconst value|-> 9 +\t +const value')
                self.assertIn('#3   outer [interpreter]', said[1])
                self.assertIn('->   16      sum = (sum + outer(i, at)) | 0;', said[2])
                self.assertIn('loop [interpreter] at tiers.ts:16:18', said[3])
                self.assertIn('tiers.ts:22:57', said[4])
                self.assertIn('tiers.ts:22:57', said[5])

    def test_the_provider_can_be_left_out(self) -> None:
        transcript = run_lldb(
            [nodes()[0], write('tiers.ts', TIERS)],
            'bt',
            'ts bt --json',
            'process kill',
            before=(STOP,),
            environment={'LLDB_TS_FRAME_PROVIDER': 'off'},
        )
        self.assertEqual(FRAME.findall(transcript.text), [])
        self.assertEqual(transcript.places()[0], 'inner [interpreter] tiers.ts:3:31')
