"""What schemathesis cannot know of the API by its document alone."""

import itertools
import os
from typing import Any

import schemathesis

KEY_BYTES_MAX = 512

# The id of the API key that all is asked with.
OWN_KEY = os.environ.get('OWN_KEY')

ADDRESSES = itertools.count()


@schemathesis.hook
def filter_path_parameters(context: schemathesis.HookContext, path_parameters: dict[str, Any] | None) -> bool:
    """A schema counts characters, and a key has bytes. Without the API key of the run the rest of it would prove nothing."""
    if OWN_KEY is not None and (path_parameters or {}).get('id') == OWN_KEY:
        return False
    key = (path_parameters or {}).get('key')
    return not isinstance(key, str) or len(key.encode('utf-8', 'surrogatepass')) <= KEY_BYTES_MAX


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """A stream of events does not end, and a list may wait: neither does here. Of one network few wrong API keys are looked at."""
    address = next(ADDRESSES)
    case.headers = {**(case.headers or {}), 'X-Forwarded-For': f'10.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}'}
    if case.path != '/api/changes':
        return
    case.headers = {**(case.headers or {}), 'Accept': 'application/json'}
    query = case.query or {}
    if str(query.get('snapshot')).lower() == 'true':
        del query['snapshot']
    if str(query.get('wait', '')).isdigit():
        query['wait'] = 0
