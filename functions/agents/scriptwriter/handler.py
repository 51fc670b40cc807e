"""The scriptwriter's Lambda: ids of a phase in, its scripts stored, the phase's status out."""

from astromedia.agents.scriptwriter import SCRIPTWRITER
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(SCRIPTWRITER)
