"""Other catalogs from which films come in, each a file of equal shape: copy one to begin.

A source reads what its makers publish and tells films in the catalog's own shapes (`told`); it knows no database.
"""
