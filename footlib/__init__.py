"""What the cacher, the notebooks and scripts share."""

__version__ = "0.1.0"
