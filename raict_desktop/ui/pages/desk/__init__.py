"""What opens beside the camera at the reception desk, inside the window."""
