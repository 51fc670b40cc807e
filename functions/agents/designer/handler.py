"""The designer's Lambda: ids of a phase in, its visuals stored, the phase's status out."""

from astromedia.agents.designer import DESIGNER
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(DESIGNER)
