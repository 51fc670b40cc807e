"""The compliance agent's Lambda: ids of a phase in, its review stored, the phase's status out."""

from astromedia.agents.compliance.agent import COMPLIANCE
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(COMPLIANCE)
