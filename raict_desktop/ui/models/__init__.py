"""Models that feed tables from the services, page by page."""
