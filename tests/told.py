"""What a test has to tell whoever reads its run, besides that it passed."""

TOLD = "told"
"""The property under which a test records it."""
