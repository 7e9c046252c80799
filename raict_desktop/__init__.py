"""RAICT Desktop: on-site check-in for conferences. This file holds the version, and nothing else."""

__version__ = "0.1.0"
