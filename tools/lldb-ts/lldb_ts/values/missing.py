"""Words for values that are not there. Each is the address of an object where no process has one."""

from __future__ import annotations

OPTIMISED_AWAY = 1
"""The compiler found that nobody would look."""

NOT_INITIALISED = 5
"""The declaration of the variable has not been run."""

TEXTS = {OPTIMISED_AWAY: '<optimised away>', NOT_INITIALISED: '<not initialised>'}
