"""Talking to tuned models: conversations, comparisons, and the whole loop through one door (`loop.open_loop`)."""
