"""The product's words as frozen models and pure rules. Imports nothing of ours but itself."""
