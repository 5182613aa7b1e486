"""Owns films, people, credits, texts, pictures, festivals and prizes, drawn posters, and where facts come from."""
