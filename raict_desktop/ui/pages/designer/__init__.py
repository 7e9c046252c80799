"""The designer of badge layouts: a gallery, a canvas, and what can be set beside it."""
