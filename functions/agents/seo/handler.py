"""The seo's Lambda: ids of a phase in, its SEO plan stored, the phase's status out."""

from astromedia.agents.seo import SEO
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(SEO)
