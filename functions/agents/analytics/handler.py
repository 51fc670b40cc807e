"""The analytics's Lambda: ids of a phase in, its measurement plan stored, the phase's status out."""

from astromedia.agents.analytics import ANALYTICS
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(ANALYTICS)
