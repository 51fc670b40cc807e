import sys

from infra.operate.cli import main

sys.exit(main())
