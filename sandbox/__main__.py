"""`python -m sandbox` is what `make demo` runs."""

from __future__ import annotations

import sys

from sandbox.demo import main

sys.exit(main())
