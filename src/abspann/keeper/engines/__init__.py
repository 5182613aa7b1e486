"""How each database is copied, checked and put back: one file per engine, with the same functions."""
