"""Which route to take: pure policies, what they have learnt, and how that is told to people.

reward -> statistics (additive, so that every Lambda may add to them) -> policy -> router.
"""
