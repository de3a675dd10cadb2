"""Starts the parts of Footwatch on one machine and keeps them running."""
