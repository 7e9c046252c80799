"""How each of the organiser's sections is made.

What one needs is loaded with it: all ten at once would hold the window for more than half a second.
"""

from __future__ import annotations

from collections.abc import Callable

from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.parts import Section


def _dashboard(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.dashboard import Dashboard

    return Dashboard(context)


def _board(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.board import LiveBoard

    return LiveBoard(context)


def _participants(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.participants import Participants

    return Participants(context)


def _organisations(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.organisations import Organisations

    return Organisations(context)


def _programme(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.programme.page import Programme

    return Programme(context)


def _badges(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.badges import Badges

    return Badges(context)


def _import(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.import_page import ImportPage

    return ImportPage(context)


def _stations(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.stations import Stations

    return Stations(context)


def _merge(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.merge_page import MergePage

    return MergePage(context)


def _day_end(context: Context) -> Section:
    from raict_desktop.ui.pages.organiser.day_end import DayEnd

    return DayEnd(context)


SECTION_MAKERS: dict[str, Callable[[Context], Section]] = {
    "dashboard": _dashboard,
    "board": _board,
    "participants": _participants,
    "organisations": _organisations,
    "programme": _programme,
    "badges": _badges,
    "import": _import,
    "stations": _stations,
    "merge": _merge,
    "day_end": _day_end,
}
"""In the order of the tabs."""
