"""Taking along what the house holds of somebody: each kind of rows is a file in `kinds/`; copy one to begin."""
