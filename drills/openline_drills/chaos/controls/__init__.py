"""Controls: what goes along with an experiment from its first line to its last."""
