"""What pictures share, on the page and on paper: outlines, colours, the pressure surface, strides, times. No widgets."""
