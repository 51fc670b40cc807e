"""The performance suite: `make bench` prints one JSON line per figure (docs/bench.md says what each means)."""
