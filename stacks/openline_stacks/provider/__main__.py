"""`python -m openline_stacks.provider`, for whoever has no console script."""

from openline_stacks.provider._serve import main

if __name__ == "__main__":
    main()
