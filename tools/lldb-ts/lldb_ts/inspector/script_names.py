"""How V8 is told of scripts that it does not know yet: by a pattern for their addresses."""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Iterable

# What Node leaves as it is when it makes an address of a path.
_LEFT_ALONE = "/!$&'()*+,;=:@[]|^~"
_END = '(?:$|[?#])'


def script_at(url: str) -> str:
    """The scripts of one address, whichever query they were imported with."""
    return f'^{re.escape(url)}{_END}'


def scripts_named(file: str, but: Iterable[str] = ()) -> str:
    """The scripts that a person means by a name, the end of a path, or a whole path, which may lead over symbolic links. `but`: addresses
    that are not meant."""
    paths = {os.path.normpath(file)} | ({os.path.realpath(file)} if os.sep in file else set())
    names = {name for path in paths for name in (path.lstrip('/'), urllib.parse.quote(path.lstrip('/'), safe=_LEFT_ALONE))}
    others = '|'.join(re.escape(url) for url in sorted(but))
    return f'^{f"(?!(?:{others})$)" if others else ""}(?:.*/)?(?:{"|".join(map(re.escape, sorted(names)))}){_END}'
