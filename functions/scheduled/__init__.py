"""Functions that EventBridge runs by the clock."""
