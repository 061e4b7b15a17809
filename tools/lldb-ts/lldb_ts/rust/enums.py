"""Which variant of a Rust enum is the live one.

LLDB shows an enum as a union of its variants and leaves the choice to formatters. It names each after its discriminant cut to 32 bits,
so a full discriminant must be compared with care: niches of pointers and of lengths use the high bits.
"""

from __future__ import annotations

import lldb

from .raw_values import BadValue, type_name

VARIANTS, VARIANT, DISCRIMINANT = '$variants$', '$variant$', '$discr$'
VARIANTS_MAX = 1024
NICHE_DEPTH_MAX = 24
LENGTH_NICHE = 1 << 63


def is_enum(type_: lldb.SBType) -> bool:
    return type_.GetNumberOfFields() == 1 and type_.GetFieldAtIndex(0).GetName() == VARIANTS


def live_variant(value: lldb.SBValue) -> lldb.SBValue:
    """The payload of the live variant: a struct whose type is named for the variant. Raises BadValue when none fits."""
    union = value.GetNonSyntheticValue().GetChildMemberWithName(VARIANTS).GetNonSyntheticValue()
    count = min(union.GetNumChildren(), VARIANTS_MAX)
    variants = [union.GetChildAtIndex(index).GetNonSyntheticValue() for index in range(count)]
    fallback = next((variant for variant in variants if variant.GetName() == VARIANT), None)
    for variant in variants:
        discriminant = _discriminant(union, variant)
        if discriminant.IsValid() and _matches(variant.GetName() or '', discriminant, fallback):
            return variant.GetChildMemberWithName('value')
    if fallback is None and len(variants) == 1:
        fallback = variants[0]
    if fallback is None:
        raise BadValue('no such variant')
    return fallback.GetChildMemberWithName('value')


def variant_name(payload: lldb.SBValue) -> str:
    return short_name(type_name(payload))


def short_name(name: str) -> str:
    """The last part of a path, without type arguments: `Some` of `core::option::Option<u32>::Some<u32>`."""
    depth, last = 0, []
    for character in name:
        depth += (character == '<') - (character == '>')
        if depth == 0 and character != '>':
            last.append(character)
    return ''.join(last).rsplit('::', 1)[-1]


def _discriminant(union: lldb.SBValue, variant: lldb.SBValue) -> lldb.SBValue:
    """LLDB 22 takes the place of a discriminant, in bytes, for its size in bits, and reads the first byte of the enum instead."""
    type_ = variant.GetType()
    parts = [type_.GetFieldAtIndex(index) for index in range(type_.GetNumberOfFields())]
    offset = next((part.GetBitfieldSizeInBits() for part in parts if part.GetName() == DISCRIMINANT), 0)
    found = variant.GetChildMemberWithName(DISCRIMINANT)
    return union.CreateChildAtOffset(DISCRIMINANT, offset, found.GetType()) if offset else found


def _matches(name: str, discriminant: lldb.SBValue, fallback: lldb.SBValue | None) -> bool:
    text = name.removeprefix(VARIANT)
    if not text.isdigit():
        return False
    full, wanted = discriminant.GetValueAsUnsigned(), int(text)
    if full & 0xFFFFFFFF != wanted:
        return False
    if discriminant.GetByteSize() < 8 or fallback is None:
        return True
    # A niche in 8 bytes: of a pointer (only null is free), of another enum, or of a capacity (only what exceeds isize is free).
    if full >= LENGTH_NICHE:
        return True
    return full == wanted and not _is_capacity(fallback.GetChildMemberWithName('value'), discriminant.GetLoadAddress(), NICHE_DEPTH_MAX)


def _is_capacity(value: lldb.SBValue, address: int, depth_max: int) -> bool:
    """Whether a value, of the variant that lends its niche, keeps a capacity at this address."""
    found = value.GetNonSyntheticValue()
    start = found.GetLoadAddress()
    if not start <= address < start + found.GetByteSize():
        return False
    if 'Cap' in short_name(type_name(found)) or 'UsizeNoHighBit' in type_name(found):
        return True
    if depth_max == 0 or found.GetType().IsPointerType():
        return False
    children = (found.GetChildAtIndex(index) for index in range(min(found.GetNumChildren(), 64)))
    return any(_is_capacity(child, address, depth_max - 1) for child in children)
