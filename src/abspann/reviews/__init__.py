"""Owns ratings, member reviews, helpful votes and the scores made of them."""
