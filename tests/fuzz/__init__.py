"""Fuzzing of what strangers hand over: lists, codes, event files, journals, sealed files.

``python -m tests.fuzz TARGET [SECONDS]`` runs with atheris where it is installed (coverage-guided), else
with seeded mutations of good input. Any fault but a ``UserError`` is a finding.
"""
