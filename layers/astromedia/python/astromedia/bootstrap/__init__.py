"""The composition root: the only place that constructs collaborators.

One module per kind of Lambda, so that each imports only what it needs. Everything is made once per process.
"""
