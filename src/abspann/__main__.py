"""`python -m abspann` is `abspann`."""

from abspann.cli import main

main()
