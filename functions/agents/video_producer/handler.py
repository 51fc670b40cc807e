"""The video_producer's Lambda: ids of a phase in, its video stored, the phase's status out."""

from astromedia.agents.video_producer import VIDEO_PRODUCER
from astromedia.bootstrap.agents import agent_handler

handler = agent_handler(VIDEO_PRODUCER)
