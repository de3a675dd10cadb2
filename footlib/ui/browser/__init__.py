"""The page as the kernel knows it, and what it is made of; its scripts and styles are in `static`."""
