"""The agents: one Lambda each, with a role of its own."""
