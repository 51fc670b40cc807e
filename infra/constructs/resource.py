"""What a function can be allowed to use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Resource:
    """Something outside a function: the variable it is found under, its value there, and the ARNs IAM must name."""

    variable: str
    value: str
    arns: tuple[str, ...]
