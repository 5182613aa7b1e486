"""Owns films, people, credits, texts about films, festivals and prizes, and the drawn posters."""
