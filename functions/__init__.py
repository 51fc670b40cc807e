"""Every Lambda: one folder each. A handler parses, calls the layer, returns."""
