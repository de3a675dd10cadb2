"""What pictures share, on page and paper: outlines, colours, the pressure surface, strides, times. No widgets."""
