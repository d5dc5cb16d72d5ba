"""What holds for all tests: property tests try the same examples on every run, so that a change is judged by what it changed.

`--hypothesis-profile=explore` tries others, to find what nobody thought of yet.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", derandomize=False, print_blob=True)
settings.load_profile("steady")
