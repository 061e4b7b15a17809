#!/bin/sh
# Runs a Python program of this project. Without Python 3.11 or newer the tests count as skipped, so that the verdict tells.
set -eu
program=$1
shift
if command -v python3 >/dev/null 2>&1 && python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  # No __pycache__ folders among the sources: they are inputs of the cache of Nx.
  exec python3 -B "$program" "$@"
fi
echo "skipped: $program needs Python 3.11 or newer as python3 on the PATH" >&2
suite=${1:-$(basename "$program" .py)}
mkdir -p test-output
echo "{\"suite\":\"lldb-ts $suite\",\"passed\":0,\"failed\":0,\"skipped\":1}" >"test-output/$suite.json"
