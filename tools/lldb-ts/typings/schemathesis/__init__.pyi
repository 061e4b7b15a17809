"""What the hooks of the API's fuzzing use of schemathesis, which is installed only for a run of it."""

from collections.abc import Callable
from typing import Any, TypeVar

class HookContext: ...

class Case:
    path: str
    headers: dict[str, str] | None
    query: dict[str, Any] | None

Hook = TypeVar('Hook', bound=Callable[..., object])

def hook(hook: Hook) -> Hook: ...
