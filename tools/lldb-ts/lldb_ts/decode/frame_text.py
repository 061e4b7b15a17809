"""Frames and their source as a person reads them."""

from __future__ import annotations

from .frames import Frame

CONTEXT_LINES = 3


def text_of(frame: Frame) -> str:
    """One frame as a person reads it."""
    number = '  ' if frame.index is None else f'#{frame.index}'
    marks = [mark for mark in (frame.tier, 'inlined' if frame.inlined else '') if mark]
    place = f' at {frame.file}:{frame.line}' + (f':{frame.column}' if frame.column else '') if frame.file else ''
    if frame.js and frame.js.place and not frame.js.is_exact:
        place += ' (start of the function)'
    module = f'{frame.module}`' if frame.module and not frame.file else ''
    return f'  {number:<4} {module}{frame.function}' + (f' [{" ".join(marks)}]' if marks else '') + place


def source_lines(frame: Frame) -> list[str]:
    """The lines around the frame's, its own marked; [] when the file cannot be read."""
    try:
        with open(frame.file, encoding='utf-8', errors='replace') as file:
            lines = file.read().split('\n')
    except OSError:
        return []
    first = max(1, frame.line - CONTEXT_LINES)
    last = min(len(lines), frame.line + CONTEXT_LINES)
    return [f'{"->" if n == frame.line else "  "} {n:>4}  {lines[n - 1]}' for n in range(first, last + 1)]
