"""The little linear algebra that policies need, on plain tuples: matrices are small (a dozen rows) and symmetric."""

from collections.abc import Sequence
from operator import mul

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]


def dot(left: Sequence[float], right: Sequence[float]) -> float:
    """The inner product; both are of one length."""
    return float(sum(map(mul, left, right)))


def times(matrix: Matrix, vector: Sequence[float]) -> Vector:
    """The matrix-vector product."""
    return tuple(sum(map(mul, row, vector)) for row in matrix)


def plus_diagonal(matrix: Matrix, diagonal: Sequence[float]) -> Matrix:
    """`matrix` with `diagonal` added to its own."""
    return tuple(
        tuple(value + diagonal[i] if i == j else value for j, value in enumerate(row)) for i, row in enumerate(matrix)
    )


def inverse(matrix: Matrix) -> Matrix:
    """The inverse of a symmetric positive definite matrix, by Gauss and Jordan (such a matrix needs no pivoting)."""
    size = len(matrix)
    rows = [[*row, *(1.0 if i == j else 0.0 for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = rows[i][i]
        lead = rows[i] = [value / pivot for value in rows[i]]
        for j, row in enumerate(rows):
            if j != i and (factor := row[i]):
                rows[j] = [value - factor * led for value, led in zip(row, lead, strict=True)]
    return tuple(tuple(row[size:]) for row in rows)


def symmetric(triangle: Sequence[float], size: int) -> Matrix:
    """The whole matrix of its upper triangle, which is given row by row."""
    starts = [i * size - i * (i - 1) // 2 for i in range(size)]
    return tuple(tuple(triangle[starts[min(i, j)] + abs(i - j)] for j in range(size)) for i in range(size))
