"""What is known of persons, asked from the store in the background."""
