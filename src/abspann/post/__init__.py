"""Owns letters to people: the outbox from which they are sent later, and never lost."""
