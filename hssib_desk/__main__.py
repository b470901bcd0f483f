"""`python -m hssib_desk`: the same program as the `hssib-desk` command."""

import sys

from hssib_desk.cli import main

if __name__ == "__main__":
    sys.exit(main())
