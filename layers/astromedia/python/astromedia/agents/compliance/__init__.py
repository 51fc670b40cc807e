"""Advertising, disclosure and consent rules by region, checked by code; and the agent that reports."""
