"""`python -m bouwsteen`."""

from __future__ import annotations

import sys

from bouwsteen.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
