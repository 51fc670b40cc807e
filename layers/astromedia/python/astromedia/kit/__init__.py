"""Settings, observability, clock: knows nothing of the domain."""
