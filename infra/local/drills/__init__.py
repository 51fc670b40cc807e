"""Fault drills: what people see, which alarm fires and what recovers by itself when something breaks."""
