"""Source maps, version 3: from generated JavaScript to what the developer wrote, and back."""

from __future__ import annotations

import base64
import json
import os
import urllib.parse
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')}
STATEMENT_SEARCH_LINES = 20

GENERATED_SHA256 = 'x_generated_sha256'
"""The member of a map in which a build may say which script it belongs to."""


class Segment(NamedTuple):
    """One mapping; all numbers count from 0."""

    column: int
    source: int
    source_line: int
    source_column: int


@dataclass(frozen=True)
class SourceMap:
    """`sources` are absolute paths; `lines[n]` are the segments of generated line n, by column."""

    sources: list[str]
    lines: list[list[Segment]]

    def original(self, line: int, column: int) -> tuple[str, int, int] | None:
        """Source, line and column of a generated place; all numbers count from 0."""
        if not 0 <= line < len(self.lines):
            return None
        segments = self.lines[line]
        index = bisect_right(segments, column, key=lambda segment: segment.column)
        if index == 0:
            return None
        segment = segments[index - 1]
        return self.sources[segment.source], segment.source_line, segment.source_column

    def generated(self, source: str, line: int) -> tuple[int, int, int] | None:
        """Generated line, generated column and the source line really meant: the first at or after `line` that has code. From 0."""
        wanted = {i for i, path in enumerate(self.sources) if path == source or path.endswith('/' + source)}
        best: tuple[int, int, int] | None = None
        for generated_line, segments in enumerate(self.lines):
            for segment in segments:
                if segment.source in wanted and line <= segment.source_line < line + STATEMENT_SEARCH_LINES:
                    candidate = (segment.source_line, generated_line, segment.column)
                    best = min(best, candidate) if best else candidate
        return (best[1], best[2], best[0]) if best else None


def load_source_map(script_path: str, url: str, sha256: str = '') -> SourceMap | None:
    """Follows a `sourceMappingURL`: a data URL, or a path beside the script. None when there is no usable map: JavaScript is shown then.

    `sha256` of the script, where it is known: a map that says that it belongs to another is not used."""
    try:
        if url.startswith('data:'):
            head, _, body = url.partition(',')
            text = base64.b64decode(body).decode() if head.endswith(';base64') else urllib.parse.unquote(body)
            return parse_source_map(text, os.path.dirname(script_path), sha256)
        path = os.path.join(os.path.dirname(script_path), urllib.parse.unquote(url.removeprefix('file://')))
        with open(path, encoding='utf-8') as file:
            return parse_source_map(file.read(), os.path.dirname(path), sha256)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def parse_source_map(text: str, folder: str, sha256: str = '') -> SourceMap:
    """Raises ValueError or KeyError for what is no source map. `folder` is what its relative sources are relative to."""
    document = json.loads(text)
    if sha256 and document.get(GENERATED_SHA256, sha256) != sha256:
        raise ValueError('the map of another script')
    root = document.get('sourceRoot') or ''
    sources = [_absolute(folder, root, source or '') for source in document['sources']]
    return SourceMap(sources, _decode_mappings(document['mappings'], len(sources)))


def _absolute(folder: str, root: str, source: str) -> str:
    if source.startswith('file://'):
        return urllib.parse.unquote(source.removeprefix('file://'))
    return os.path.normpath(os.path.join(folder, root, source))


def _decode_mappings(mappings: str, source_count: int) -> list[list[Segment]]:
    lines: list[list[Segment]] = []
    source = source_line = source_column = 0
    for line in mappings.split(';'):
        column = 0
        segments: list[Segment] = []
        for text in line.split(',') if line else ():
            fields = _decode_vlq(text)
            column += fields[0]
            if len(fields) >= 4:
                source += fields[1]
                source_line += fields[2]
                source_column += fields[3]
                if 0 <= source < source_count:
                    segments.append(Segment(column, source, source_line, source_column))
        segments.sort(key=lambda segment: segment.column)
        lines.append(segments)
    return lines


def _decode_vlq(text: str) -> list[int]:
    values: list[int] = []
    value = shift = 0
    for character in text:
        digit = _DIGITS[character]
        value |= (digit & 31) << shift
        if digit & 32:
            shift += 5
        else:
            values.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return values
