"""Faults meant for a person, told in the language of that person by the command line or the window."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can understand and act on.

    Args:
        code: stable name of the fault, such as ``"event.not_found"``; the sentence for it lives in
            ``resources/translations``, ``errors_event.not_found``.
        facts: values named in that sentence (paths, counts, lines). Never personal data.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({facts})" if facts else self.code


class UnsafeFileError(UserError):
    """The event file cannot be used safely: damaged, foreign, newer, read-only, full disk."""
