"""`python -m routing`: the same as the command `routing`."""

from routing.cli import main

if __name__ == "__main__":
    main()
