"""The log of imports, and whose word counts: for keepers."""
