"""Owns logins, members of this house and credited from elsewhere, follows and roles."""
