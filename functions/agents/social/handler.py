"""The social's Lambda: ids of a phase in, its posting plan stored, the phase's status out."""

from astromedia.agents.social import SOCIAL
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(SOCIAL)
