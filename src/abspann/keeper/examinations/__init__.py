"""What the doctor looks at: one file per part of the house, each examination a function that yields what it finds."""
