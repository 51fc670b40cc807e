"""AstroMedia: a brief goes in; a finished, approved, costed campaign comes out."""
