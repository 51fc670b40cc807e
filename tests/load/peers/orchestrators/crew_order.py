"""The order in which a Crew goes through the phases of the default playbook.

It waits at the first task that is not asynchronous for all that are: arranged so, that holds up nothing on the critical
path.
"""

ORDER = (
    "research", "strategy", "scriptwriting", "seo", "copy", "visuals", "content", "video", "distribution", "analytics"
)  # fmt: skip
ASYNCHRONOUS = frozenset({"scriptwriting", "seo", "copy", "content", "video"})
