"""Owns reports, the decisions on them, and the audit trail that nobody can edit."""
