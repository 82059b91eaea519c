"""The declaration: what a stack promises, and every mistake in it with file and line."""
