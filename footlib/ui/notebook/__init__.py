"""What a researcher places in a cell alone."""
