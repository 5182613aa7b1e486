"""Owns films, people, credits, texts and pictures of films, festivals and prizes, the drawn posters, and where facts come from."""
