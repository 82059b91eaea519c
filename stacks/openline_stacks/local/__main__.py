"""`python -m openline_stacks.local`: a local AWS for as long as standard input is open."""

from openline_stacks.local._serve import main

if __name__ == "__main__":
    main()
