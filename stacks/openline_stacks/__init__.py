"""Reads and runs stacks: embedded engine, local AWS, topology. For CI."""
