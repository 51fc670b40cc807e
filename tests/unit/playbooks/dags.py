"""Random DAGs of up to 40 phases: as people might draw them, and as nobody would."""

from collections.abc import Mapping

from hypothesis import strategies as st

from astromedia.playbooks.model import Playbook, PlaybookPhase
from astromedia.playbooks.validation import MOST_PHASES

Dag = dict[str, list[str]]


@st.composite
def dags(draw: st.DrawFn, least: int = 1, most: int = MOST_PHASES) -> Dag:
    """Each phase needs up to `width` of the phases shortly before it; they are listed in any order."""
    size, width, reach = draw(st.integers(least, most)), draw(st.integers(1, 6)), draw(st.integers(1, most))
    names = [f"p{i}" for i in range(size)]
    needs = {
        name: draw(st.lists(st.sampled_from(names[max(0, i - reach) : i]), max_size=width, unique=True)) if i else []
        for i, name in enumerate(names)
    }
    return {name: needs[name] for name in draw(st.permutations(names))}


def playbook(graph: Mapping[str, list[str]]) -> Playbook:
    """One agent does every phase of `graph`."""
    phases = tuple(PlaybookPhase(name=name, agent="seo", needs=tuple(needs)) for name, needs in graph.items())
    return Playbook(name="random", title="Random", phases=phases)
