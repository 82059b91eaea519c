"""Fails regions over and measures it: Chaos Toolkit extension, rehearsal, verdict. For the SRE."""
