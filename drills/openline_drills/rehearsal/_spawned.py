"""A lane's process where there is no fork: `python -m openline_drills.rehearsal._spawned`."""

from openline_drills.rehearsal._crew import on_its_own
from openline_drills.rehearsal._lanes import serve

if __name__ == "__main__":
    serve(on_its_own)
