"""What AWS asks for a stage: prices with their sources, what is counted of a real run, and the month's bill."""
