"""Imported by the web function; a test edits its copy while the local cloud runs."""

TEXT = "first"
