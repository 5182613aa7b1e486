"""Owns the keeper's care for a home: preparing, backing up, restoring, examining."""
