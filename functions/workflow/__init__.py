"""The few steps of a campaign that are not done by an agent."""
