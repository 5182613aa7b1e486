"""Owns logging in and out."""
