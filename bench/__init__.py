"""What is measured, against what, and how: `make bench`."""
