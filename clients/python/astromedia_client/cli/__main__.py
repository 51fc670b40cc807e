"""`python -m astromedia_client.cli`."""

from . import main

main()
