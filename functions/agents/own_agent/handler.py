"""The Lambda of every agent that a workspace defined itself: ids of a phase in, its output stored, its status out."""

from astromedia.bootstrap.agents import own_agent_handler

handler = own_agent_handler()
