"""The content_writer's Lambda: ids of a phase in, its article stored, the phase's status out."""

from astromedia.agents.content_writer import CONTENT_WRITER
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(CONTENT_WRITER)
