"""The list on paper, two clicks away: for the day the laptop dies or the venue closes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.language import current_language, tr

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent


def save_paper_list(
    parent: QWidget, context: Context, event: OpenEvent, told: Callable[[str], None]
) -> None:
    """Ask where and write everybody by surname as a PDF, without holding up the window.

    Args:
        parent: what asks.
        context: its prompts and its work beside the window.
        event: whose people.
        told: hears that it is done.
    """
    title = tr("safety.paper_title")
    chosen = context.prompts.choose_save_file(parent, title, tr("organiser.pdf_files"))
    if not chosen:
        return
    path = Path(chosen)
    if path.suffix.lower() != ".pdf":
        path = path.with_name(path.name + ".pdf")

    def job() -> int:
        from raict_desktop.services.contact_list import write_paper_list

        return write_paper_list(event, path, current_language())

    def done(pages: int) -> None:
        told(tr("safety.paper_done", count=pages, name=path.name))

    context.tasks.run(job, done, partial(_failed, parent, context, title))


def _failed(parent: QWidget, context: Context, title: str, fault: Exception) -> None:
    if not isinstance(fault, UserError):
        raise fault
    context.prompts.tell(parent, title, fault_text(fault))
