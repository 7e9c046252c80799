"""The codes of live frames: a fast reader, then a few cheap second tries that pay.

A frame that gives nothing at once costs two looks at the place where a code was last suspected, five
repairs that pay in every frame, one likely place read over the last three frames together, and one more
repair that takes its turn, so that a held badge meets all of them within a third of a second. A slow
machine leaves out what does not fit its budget.
A code just read is looked for where it was; every third frame is read whole all the same, so that
another code in view is seen within a tenth of a second. What only a repair has read must be told twice,
unless it carries this program's check letter.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import hypot
from typing import TYPE_CHECKING

from raict_desktop.domain.codes import is_own_code
from raict_desktop.scanning.budget import Budget
from raict_desktop.scanning.places import likely_places
from raict_desktop.scanning.reading import (
    LEAST_SIDE,
    Corners,
    Reading,
    luma,
    moved,
    nearest_first,
    read_codes_in,
    read_with_zbar,
)
from raict_desktop.scanning.repairs import (
    EVERY_FRAME,
    Repair,
    believed,
    cut,
    read_near,
    repaired,
    resized,
    rotation_for,
)
from raict_desktop.scanning.stacking import STACKED, read_stack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

BUDGET_S = 0.03
REMEMBERED_FRAMES = 15
WHOLE_EVERY = 3
INVERT_EVERY = 4
TICKETS_EVERY = 4
DOUBT_FRAMES = 30
NEAR_PX = 80.0
STAYS = 2


class Decoder:
    """Reads the codes of successive frames, remembering where one was last seen.

    Args:
        second_opinion: also ask zbar when everything else failed; ignored where the zbar library
            is absent.
        tickets: read the other symbologies of tickets too, for lists that bring their own codes; in
            every fourth frame, for that takes as long as everything else.
        budget_s: seconds a frame may take before the dearer tries are left to later frames.
        clock: monotonic seconds; replaced in tests.

    """

    def __init__(
        self,
        second_opinion: bool = False,
        *,
        tickets: bool = False,
        budget_s: float = BUDGET_S,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._second_opinion = second_opinion
        self._tickets = tickets
        self._budget = Budget(budget_s, clock)
        self._turn = self._repair = 0
        self._sight: Corners | None = None
        self._sight_age = 0
        self._held = False
        self._doubted: dict[str, int] = {}
        self._frames: list[Frame] = []
        self._likely, self._stays = (0.0, 0.0), 0

    def forget(self) -> None:
        """Another scene: where a code was seen before says nothing about where one is now."""
        self._sight, self._held, self._frames, self._stays = None, False, [], 0

    def decode(self, frame: Frame) -> list[Reading]:
        """Read a frame within the budget, codes nearest to the centre first."""
        gray = luma(frame)
        if min(gray.shape) < LEAST_SIDE:
            return []
        self._turn += 1
        self._budget.begin()
        found = self._read(gray)
        self._held = bool(found)
        if found:
            found = nearest_first(found, gray)
            self._sight, self._sight_age, self._frames = found[0].corners, 0, []
        return found

    def _read(self, gray: Frame) -> list[Reading]:
        if self._held and self._sight is not None and self._turn % WHOLE_EVERY:
            found = self._track(gray, self._sight)
            if found:
                return found
        with self._budget.step("whole"):
            found, suspects = self._read_whole(gray)
        if found:
            return found
        self._sight_age += 1
        if suspects:
            self._sight, self._sight_age = suspects[0], 0
        # Where a code was seen a moment ago is looked at in every other frame only.
        looks = self._sight_age == 0 or (self._sight_age <= REMEMBERED_FRAMES and self._turn % 2)
        if looks and self._sight is not None and self._budget.allows("near"):
            with self._budget.step("near"):
                found = read_near(gray, self._sight)
        if not found and self._tickets and self._turn % TICKETS_EVERY == 0:
            with self._budget.step("tickets"):
                read, _ = read_codes_in(gray, invert=False, tickets=True)
            # Bars have no error correction, and shadows of anything look like some.
            found = [r for r in read if self._seen_before(r)]
        for repair in EVERY_FRAME:
            found = found or self._repaired(gray, repair)
        if not found and self._budget.allows("stack"):
            with self._budget.step("stack"):
                read = self._read_stack(gray)
            found = [r for r in read if is_own_code(r.text) or self._seen_before(r)]
        if not found:
            rotation = rotation_for(gray)
            found = self._repaired(gray, rotation[self._repair % len(rotation)])
        if not found and self._second_opinion and self._budget.allows("zbar"):
            with self._budget.step("zbar"):
                found = read_with_zbar(gray)
        return found

    def _repaired(self, gray: Frame, repair: Repair) -> list[Reading]:
        if not self._budget.allows(repair.name):
            return []
        # At half size light codes on dark can be looked for in every other frame.
        invert = repair is EVERY_FRAME[0] and self._turn % 2 == 0
        with self._budget.step(repair.name):
            read = repaired(gray, repair, invert=invert)
        self._repair += repair not in EVERY_FRAME
        return [r for r in read if believed(gray, r, repair) or self._seen_before(r)]

    def _read_stack(self, gray: Frame) -> list[Reading]:
        """Read one likely place in this frame and the last ones together."""
        before = [frame for frame in self._frames if frame.shape == gray.shape]
        self._frames = [*before[-STACKED + 1 :], gray]
        likely = likely_places(gray, self._frames[0] if before else None)
        if self._sight is not None and self._sight_age == 0:
            likely = [self._sight]
        there = _middle(likely[0]) if likely else (0.0, 0.0)
        stays = hypot(there[0] - self._likely[0], there[1] - self._likely[1]) < NEAR_PX
        self._stays, self._likely = self._stays + 1 if stays else 0, there
        # Something is held there: all ways are worth their time, in two frames of three.
        thorough = self._stays >= STAYS and self._turn % 3 != 0
        return read_stack(self._frames, likely, self._turn, thorough=thorough)

    def _seen_before(self, reading: Reading) -> bool:
        """Whether a doubtful reading came within the last frames already."""
        before = self._doubted.get(reading.text)
        recent = {t: turn for t, turn in self._doubted.items() if self._turn - turn < DOUBT_FRAMES}
        self._doubted = {**recent, reading.text: self._turn}
        return before is not None and self._turn - before < DOUBT_FRAMES

    def _read_whole(self, gray: Frame) -> tuple[list[Reading], list[Corners]]:
        invert = self._turn % 2 == 0
        if self._budget.slow("whole") and self._turn % 2:
            # A machine too slow for every pixel of every frame sees every other one at half size.
            half = resized(gray, 0.5)
            found, _ = read_codes_in(half, invert=invert)
            return moved(found, 0.5), []
        # Light codes on dark are rare, and looking for them takes as long again.
        return read_codes_in(gray, invert=self._turn % INVERT_EVERY == 0, smaller=False)

    def _track(self, gray: Frame, sight: Corners) -> list[Reading]:
        crop, left, top = cut(gray, sight, 0.4)
        if min(crop.shape) < LEAST_SIDE:
            return []
        with self._budget.step("track"):
            found, _ = read_codes_in(crop, invert=self._turn % 2 == 0)
        return moved(found, 1.0, left, top)


def _middle(corners: Corners) -> tuple[float, float]:
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4
