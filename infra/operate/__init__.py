"""What an operator does to a running stage, as commands: docs/operations.md says when."""
