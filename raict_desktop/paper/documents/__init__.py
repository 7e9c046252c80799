"""Documents of several pages: the report, and lists on paper."""
