"""Printers: what is known of them, and how pages reach them."""
