"""What goes wrong with a local AWS that is wanted, running, or was kept.

LocalError   it cannot be started, found or loaded: what, and what would be right
"""


class LocalError(Exception):
    """One line a problem."""
