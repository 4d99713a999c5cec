"""`python -m empiria` is `empiria`, for whoever knows the interpreter rather than the command."""

from empiria.cli import main

main()
