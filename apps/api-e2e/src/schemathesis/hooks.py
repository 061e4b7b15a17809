"""What schemathesis cannot know of the API by its document alone."""

from typing import Any

import schemathesis

KEY_BYTES_MAX = 512


@schemathesis.hook
def filter_path_parameters(context: schemathesis.HookContext, path_parameters: dict[str, Any] | None) -> bool:
    """A schema counts characters, and a key has bytes. Clients take `.` and `..` away."""
    key = (path_parameters or {}).get('key')
    return not isinstance(key, str) or len(key.encode('utf-8', 'surrogatepass')) <= KEY_BYTES_MAX


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """A stream of events does not end, and a list may wait: neither does here."""
    if case.path != '/api/changes':
        return
    case.headers = {**(case.headers or {}), 'Accept': 'application/json'}
    query = case.query or {}
    if str(query.get('snapshot')).lower() == 'true':
        del query['snapshot']
    if str(query.get('wait', '')).isdigit():
        query['wait'] = 0
