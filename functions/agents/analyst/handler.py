"""The analyst's Lambda: ids of a phase in, its market analysis stored, the phase's status out."""

from astromedia.agents.analyst import ANALYST
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(ANALYST)
