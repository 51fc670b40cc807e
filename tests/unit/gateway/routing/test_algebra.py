from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.routing.algebra import dot, inverse, plus_diagonal, symmetric, times

numbers = st.floats(-100, 100)


def test_a_triangle_makes_the_whole_matrix() -> None:
    assert symmetric((1, 2, 3, 4, 5, 6), 3) == ((1, 2, 3), (2, 4, 5), (3, 5, 6))


def test_products() -> None:
    assert dot((1, 2), (3, 4)) == 11
    assert times(((1, 2), (3, 4)), (1, 10)) == (21, 43)
    assert plus_diagonal(((1, 2), (2, 3)), (10, 20)) == ((11, 2), (2, 23))


@given(st.lists(st.tuples(numbers, numbers, numbers), max_size=8))
def test_an_inverse_undoes_its_matrix(vectors: list[tuple[float, float, float]]) -> None:
    gram = tuple(tuple(sum(v[i] * v[j] for v in vectors) for j in range(3)) for i in range(3))
    matrix = plus_diagonal(gram, (1.0, 1.0, 1.0))
    undone = [times(inverse(matrix), times(matrix, unit)) for unit in ((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0))]
    for i, column in enumerate(undone):
        for j, value in enumerate(column):
            assert abs(value - (i == j)) < 1e-6
