"""Owns the layer between the network and Django: the guard at the door, the workers, their start and end."""
