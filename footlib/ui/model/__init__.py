"""What is looked at and how the data are, in plain values: no widgets, no store."""
