"""The team: one module per agent, and the runtime that runs any of them."""
