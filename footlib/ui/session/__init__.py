"""What a page is connected to: the view, its clock, and what the viewer commands."""
