"""Owns deciding whether two are one: the doubts, merging by hand, and the way back."""
