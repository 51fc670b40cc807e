"""The append-only record of money: what was settled, and its totals."""
