"""The strategist's Lambda: ids of a phase in, its strategy stored, the phase's status out."""

from astromedia.agents.strategist import STRATEGIST
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(STRATEGIST)
