"""Files in and out: registration lists, the programme and the day's results as CSV."""
