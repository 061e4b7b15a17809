"""Builds rust_values.rs with the crates of this workspace, so that a field which moves there is missed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import unittest
from pathlib import Path

from .debugger import WORKSPACE

SOURCE = Path(__file__).with_name('rust_values.rs')
# Against hangs only: on a machine that has built nothing yet, cargo compiles some thirty crates.
COMPILE_SECONDS_MAX = 900

needs_cargo = unittest.skipUnless(shutil.which('cargo'), 'cargo is not on the PATH')

MANIFEST = f"""\
[package]
name = "rust-values"
version = "0.0.0"
edition = "2024"

[workspace]

[[bin]]
name = "rust-values"
path = "{SOURCE}"

[dependencies]
bimetal-document = {{ path = "{WORKSPACE}/native/document" }}
bimetal-log = {{ path = "{WORKSPACE}/native/log" }}
compact_str = {{ version = "*", default-features = false }}
"""


def build_values() -> str:
    """The path of the program. What it is made of stays in a folder of its own: cargo lets one build at a time into each."""
    built = Path(os.environ.get('CARGO_TARGET_DIR', str(WORKSPACE / 'target')), 'rust-values')
    built.mkdir(parents=True, exist_ok=True)
    (built / 'Cargo.toml').write_text(MANIFEST)
    # The versions of the workspace, compact_str's too.
    shutil.copy(WORKSPACE / 'Cargo.lock', built)
    command = ['cargo', 'build', '--target-dir', str(built)]
    subprocess.run(command, cwd=built, check=True, capture_output=True, timeout=COMPILE_SECONDS_MAX)
    return str(built / 'debug' / 'rust-values')
