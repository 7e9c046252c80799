"""What goes on paper: badges laid out in millimetres, then painted as a PDF."""
