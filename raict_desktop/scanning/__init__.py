"""Codes from cameras, clips, pictures and keyboard scanners; only here cv2 and zxing-cpp."""
