"""Drawn things that cards and notebooks use."""
