"""What a page is connected to: the view, its clock, and what the viewer commands."""

from footlib.ui.session.session import Session

__all__ = ["Session"]
