"""The demo: a small house full of films, as data, loaded through the commands that everybody uses."""
