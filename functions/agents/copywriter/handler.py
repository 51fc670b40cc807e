"""The copywriter's Lambda: ids of a phase in, its copy stored, the phase's status out."""

from astromedia.agents.copywriter import COPYWRITER
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(COPYWRITER)
