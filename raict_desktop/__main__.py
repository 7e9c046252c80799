"""Lets ``python -m raict_desktop`` do what the installed command does."""

from raict_desktop.cli import main

if __name__ == "__main__":
    main()
