"""The offline reviser: a rejected output revised as the feedback asks, as far as that can be done without a model.

It reads feedback in English and French (what to mention, avoid, replace, shorten, lengthen, in which tone, from another
angle, without which signs, where) and says honestly what it did not understand. The same call gives the same revision.
"""

from .revision import revised

__all__ = ["revised"]
