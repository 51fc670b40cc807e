"""The HTTP API: routes parse, call one service, answer."""
