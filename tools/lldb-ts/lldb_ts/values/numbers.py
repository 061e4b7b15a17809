"""Numbers and dates, written as JavaScript writes them."""

from __future__ import annotations

import datetime
import math

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def number_text(value: float) -> str:
    """As `String(value)`, but -0 keeps its sign, as consoles print it."""
    if math.isnan(value):
        return 'NaN'
    if math.isinf(value):
        return 'Infinity' if value > 0 else '-Infinity'
    if value == 0:
        return '-0' if math.copysign(1, value) < 0 else '0'
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    if 'e' in text:
        digits, _, exponent = text.partition('e')
        power = int(exponent)
        if -7 < power < 0:
            return _positional(digits, power)
        return f'{digits.removesuffix(".0")}e{"+" if power > 0 else "-"}{abs(power)}'
    return text


def bigint_text(bits: int, digits: bytes) -> str:
    """`bits` holds the sign in its lowest bit and the count of 64-bit digits above it."""
    magnitude = int.from_bytes(digits, 'little')
    return f'{"-" if bits & 1 else ""}{magnitude}n'


def date_text(milliseconds: float) -> str:
    """As `toISOString`, where Python's calendar reaches; 'Invalid Date' for NaN."""
    if math.isnan(milliseconds):
        return 'Invalid Date'
    try:
        moment = EPOCH + datetime.timedelta(milliseconds=milliseconds)
    except OverflowError:
        return f'{number_text(milliseconds)} ms since 1970'
    return moment.strftime('%Y-%m-%dT%H:%M:%S.') + f'{moment.microsecond // 1000:03d}Z'


def _positional(digits: str, power: int) -> str:
    """JavaScript goes down to 1e-6 without an exponent, Python to 1e-4."""
    sign = '-' if digits.startswith('-') else ''
    return f'{sign}0.{"0" * (-power - 1)}{digits.lstrip("-").replace(".", "").removesuffix("0") or "0"}'
