"""`python -m modsquad_lint` is `modsquad-lint`."""

import sys

from .cli import main

sys.exit(main())
