"""Source maps, version 3: from generated JavaScript to what the developer wrote, and back. A map may consist of sections.

https://tc39.es/ecma426/
"""

from __future__ import annotations

import base64
import json
import os
import urllib.parse
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .mappings import UNMAPPED, Mappings
from .source_address import base_names, names_file, relative_path, source_path

STATEMENT_SEARCH_LINES = 20
MAPS_KEPT_MAX = 64

GENERATED_SHA256 = 'x_generated_sha256'
"""The member of a map in which a build may say which script it belongs to."""

# Some servers put it before every JSON, so that no page can run it as a script.
_NO_SCRIPT = ")]}'"
_BYTE_ORDER = '\ufeff'


@dataclass(frozen=True)
class Section:
    """A part of a map: where it begins in the script, and the number of its first source."""

    line: int
    column: int
    first_source: int
    mappings: Mappings


@dataclass(frozen=True)
class Source:
    """As the map writes it, with the `sourceRoot` of its section. Without a text it has no name: a tool made it up."""

    text: str
    root: str


class SourceMap:
    def __init__(self, sections: list[Section], sources: list[Source], folder: str, started_in: Sequence[str]) -> None:
        self._sections = sections
        self._sources = sources
        self._folder = folder
        self._started_in = started_in
        self._paths: dict[int, str] = {}

    @property
    def sources(self) -> list[str]:
        """As paths; a bundler's address that leads to no file as it is."""
        return [self.source(index) for index, source in enumerate(self._sources) if source.text]

    def source(self, index: int) -> str:
        if index not in self._paths:
            source = self._sources[index]
            self._paths[index] = source_path(source.text, source.root, self._folder, self._started_in)
        return self._paths[index]

    def original(self, line: int, column: int) -> tuple[str, int, int] | None:
        """Source, line and column of a generated place; all numbers count from 0."""
        number = bisect_right(self._sections, (line, column), key=lambda it: (it.line, it.column)) - 1
        if number < 0:
            return None
        section = self._sections[number]
        segment = section.mappings.at(line - section.line, column - section.column if line == section.line else column)
        if segment is None or segment.source == UNMAPPED or not self._sources[section.first_source + segment.source].text:
            return None
        return self.source(section.first_source + segment.source), segment.source_line, segment.source_column

    def named(self, file: str) -> list[int]:
        """The numbers of the sources that a person means by `file`."""
        names = {os.path.basename(file), os.path.basename(os.path.realpath(file))}
        alike = (index for index, source in enumerate(self._sources) if names & base_names(source.text))
        return [index for index in alike if names_file(self.source(index), file)]

    def generated(self, sources: list[int], line: int) -> tuple[int, int, int] | None:
        """Generated line, generated column and the source line really meant: the first at or after `line` that has code. From 0."""
        best: tuple[int, int, int] | None = None
        for section in self._sections:
            for source in sources:
                for segment in section.mappings.of_source(source - section.first_source):
                    if line <= segment.source_line < line + STATEMENT_SEARCH_LINES:
                        column = segment.column + (0 if segment.line else section.column)
                        candidate = (segment.source_line, section.line + segment.line, column)
                        best = min(best, candidate) if best else candidate
        return (best[1], best[2], best[0]) if best else None

    def last_line(self, sources: list[int]) -> int:
        """The last line of these sources that has code, from 0; -1 when none has."""
        segments = (each for section in self._sections for it in sources for each in section.mappings.of_source(it - section.first_source))
        return max((segment.source_line for segment in segments), default=-1)


def load_source_map(script_path: str, url: str, sha256: str = '', started_in: Sequence[str] = ()) -> SourceMap | None:
    """Follows a `sourceMappingURL`: a data URL, or the address of a file. None when there is no usable map: JavaScript is shown then.

    `sha256` of the script, where it is known: a map that says that it belongs to another is not used."""
    try:
        folder = os.path.dirname(script_path) if os.path.isabs(script_path) else ''
        if url[:5].lower() == 'data:':
            return parse_source_map(_text_of_data(url), folder, sha256, started_in)
        path = relative_path(url, folder)
        state = os.stat(path)
        return _in_file(path, sha256, tuple(started_in), state.st_mtime_ns, state.st_size)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


@lru_cache(maxsize=MAPS_KEPT_MAX)
def _in_file(path: str, sha256: str, started_in: tuple[str, ...], _changed: int, _size: int) -> SourceMap:
    """Breakpoints and stacks ask for the same maps, of which one may take a second."""
    with open(path, encoding='utf-8') as file:
        return parse_source_map(file.read(), os.path.dirname(path), sha256, started_in)


def parse_source_map(text: str, folder: str, sha256: str = '', started_in: Sequence[str] = ()) -> SourceMap:
    """Raises ValueError, KeyError, TypeError or AttributeError for what is no source map. `folder` is that of its relative sources."""
    text = text.removeprefix(_BYTE_ORDER)
    document = json.loads(text.partition('\n')[2] if text.startswith(_NO_SCRIPT) else text)
    if sha256 and document.get(GENERATED_SHA256, sha256) != sha256:
        raise ValueError('the map of another script')
    sections: list[Section] = []
    sources: list[Source] = []
    for line, column, part in _parts_of(document):
        root = _text(part.get('sourceRoot'))
        found = [Source(_text(source), root) for source in part['sources']]
        sections.append(Section(line, column, len(sources), Mappings(part['mappings'], len(found))))
        sources += found
    return SourceMap(sections, sources, folder, started_in)


def _parts_of(document: dict[str, Any]) -> list[tuple[int, int, dict[str, Any]]]:
    if 'sections' not in document:
        return [(0, 0, document)]
    return [(int(it['offset']['line']), int(it['offset']['column']), it['map']) for it in document['sections']]


def _text(member: Any) -> str:
    return member if isinstance(member, str) else ''


def _text_of_data(url: str) -> str:
    head, _, body = url.partition(',')
    body = urllib.parse.unquote(body)
    if not head.lower().endswith('base64'):
        return body
    # Some leave out what fills it up: more than is needed does no harm.
    return base64.urlsafe_b64decode(body.replace('+', '-').replace('/', '_') + '==').decode()
