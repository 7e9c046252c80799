"""The card of the settings page about the camera: which one, and how well it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.scanning.layouts import TEST_TEXT
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.device_card import DeviceCard
from raict_desktop.ui.device_feeds import CameraFeed
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.camera_view import CameraView
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.code_picture import CodePicture
from raict_desktop.ui.widgets.field import Field, tint
from raict_desktop.ui.widgets.label import PlainLabel

if TYPE_CHECKING:
    from raict_desktop.scanning.camera_check import CameraCheck
    from raict_desktop.scanning.cameras import Camera

FIGURES_MS = 500
VIEW_WIDTH = 336
OTHER = "other"
FIGURES = ("size", "fps", "decode", "rate", "light")


class CameraCard(DeviceCard["Camera"]):
    """Chooses the camera by name, as it is plugged in, and tests it."""

    panel: CameraTestPanel

    def __init__(self, context: Context) -> None:
        super().__init__(context, "camera", CameraTestPanel(context))
        self.other = Field()
        self.second_opinion, self.opinion_hint = CheckBox(), PlainLabel()
        for label in (self.hint, self.opinion_hint):
            label.setFont(font(13))
            label.setWordWrap(True)
        for widget in (self.heading, self.caption, self.chooser, self.other, self.hint):
            self.column.addWidget(widget)
        self.column.addWidget(self.second_opinion)
        self.column.addWidget(self.opinion_hint)
        self.column.addSpacing(8)
        self.column.addWidget(self.test, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.panel)
        self.other.line.editingFinished.connect(self._on_other)
        self.second_opinion.toggled.connect(lambda on: self.keep(second_opinion=on))
        self.panel.told.connect(self.told)
        self.dress()

    def quiet_labels(self) -> tuple[PlainLabel, ...]:
        """The labels that stand back."""
        return (*super().quiet_labels(), self.opinion_hint)

    @property
    def _camera(self) -> str:
        return self._context.settings_store.settings.camera

    def list_devices(self) -> Callable[[], list[Camera]]:
        """Give what finds the cameras."""

        def job() -> list[Camera]:
            from raict_desktop.scanning.cameras import list_cameras

            return list_cameras()

        return job

    def fill(self) -> None:
        """Offer the cameras that are there, none at all, and any other source."""
        now = self._camera
        sources = [camera.source for camera in self.devices]
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for camera in self.devices:
            name = camera.name or tr("scanning.camera_number", number=camera.number + 1)
            self.chooser.addItem(name, camera.source)
        # "camera:1" and a name are the same camera where both are known.
        numbers = {f"camera:{camera.number}": camera.source for camera in self.devices}
        chosen = numbers.get(now, now)
        is_camera = now.startswith(("camera:", "/dev/video"))
        if is_camera and chosen not in sources:
            self.chooser.addItem(self._absent(now), now)
        self.chooser.addItem(tr("scanning.without_camera"), "")
        self.chooser.addItem(tr("scanning.other_source"), OTHER)
        wanted = chosen if is_camera or not now else OTHER
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(wanted)))
        self.chooser.blockSignals(False)
        self.other.setVisible(wanted == OTHER)
        if not self.other.line.hasFocus():
            self.other.line.setText("" if is_camera else now)

    def _absent(self, source: str) -> str:
        name = source.removeprefix("camera:")
        if name.isdecimal():
            return tr(
                "scanning.first_camera" if name == "0" else "scanning.camera_number",
                number=int(name) + 1,
            )
        return tr("scanning.unplugged", name=name)

    def on_chosen(self, _row: int) -> None:
        """Keep what was chosen."""
        source = str(self.chooser.currentData())
        self.other.setVisible(source == OTHER)
        if source == OTHER:
            self.other.line.setFocus()
            return
        self.keep(camera=source)
        self.restart_test()

    def _on_other(self) -> None:
        if self.chooser.currentData() == OTHER and self.other.text():
            self.keep(camera=self.other.text())
            self.restart_test()

    def start_test(self) -> None:
        """Look through the camera."""
        self.panel.start(self._camera)

    def stop_test(self) -> None:
        """Give the camera away."""
        self.panel.stop()

    def retranslate(self) -> None:
        """Read every text and value again."""
        self.heading.setText(tr("scanning.camera"))
        self.caption.setText(tr("scanning.camera_of_desk"))
        self.chooser.setAccessibleName(tr("scanning.camera_of_desk"))
        self.hint.setText(tr("scanning.camera_hint"))
        self.other.set_label(tr("scanning.other_label"))
        self.second_opinion.setText(tr("settings.second_opinion"))
        self.opinion_hint.setText(tr("settings.second_opinion_hint"))
        self.second_opinion.blockSignals(True)
        self.second_opinion.setChecked(self._context.settings_store.settings.second_opinion)
        self.second_opinion.blockSignals(False)
        self.test.setText(
            tr("scanning.test_camera" if self.panel.isHidden() else "scanning.end_test")
        )
        self.fill()
        self.panel.retranslate()


class CameraTestPanel(QWidget):
    """Live picture, figures, the test code, and the result in words."""

    told = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._check: CameraCheck | None = None
        self._state = "off"
        self.view, self.feed = CameraView(), CameraFeed(self)
        self.code = CodePicture(TEST_TEXT, 198)
        self.result, self.code_hint, self.read = PlainLabel(), PlainLabel(), PlainLabel()
        self.names = {name: PlainLabel() for name in FIGURES}
        self.values = {name: PlainLabel() for name in FIGURES}
        self.save = Button(icon="download")
        self.darker, self.lighter = Button(icon="moon"), Button(icon="sun")
        self.result.setFont(font(15, 600))
        self.read.setFont(font(13))
        self.code_hint.setFont(font(13))
        for label in (self.result, self.code_hint, self.read):
            label.setWordWrap(True)
        grid, side, head = QGridLayout(), QVBoxLayout(), QHBoxLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(FIGURES):
            self.names[name].setFont(font(13))
            self.values[name].setFont(font(13, 600, tabular=True))
            grid.addWidget(self.names[name], row, 0)
            grid.addWidget(self.values[name], row, 1)
        light = QHBoxLayout()
        light.setSpacing(12)
        light.addWidget(self.darker)
        light.addWidget(self.lighter)
        light.addStretch(1)
        side.setSpacing(12)
        side.addLayout(grid)
        side.addStretch(1)
        self.view.setFixedSize(VIEW_WIDTH, VIEW_WIDTH * 9 // 16)
        head.setSpacing(24)
        head.addWidget(self.view)
        head.addLayout(side, 1)
        foot, words, whole = QHBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        words.setSpacing(12)
        words.addWidget(self.code_hint)
        words.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(self.read)
        words.addStretch(1)
        foot.setSpacing(24)
        foot.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        foot.addLayout(words, 1)
        whole.setContentsMargins(0, 12, 0, 0)
        whole.setSpacing(16)
        whole.addLayout(head)
        whole.addWidget(self.result)
        whole.addLayout(light)
        whole.addLayout(foot)
        self._timer = QTimer(self, interval=FIGURES_MS)
        self._timer.timeout.connect(self.show_figures)
        self.feed.frame_arrived.connect(self.view.show_frame)
        self.feed.state_changed.connect(self._on_state)
        self.save.clicked.connect(self.save_code)
        self.darker.clicked.connect(lambda: self.feed.lighten(-1))
        self.lighter.clicked.connect(lambda: self.feed.lighten(1))
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        for label in (self.code_hint, self.read, *self.names.values()):
            tint(label, "quiet")
        self.show_figures()

    def start(self, source: str) -> None:
        """Test a source from the beginning."""
        from raict_desktop.scanning.camera_check import CameraCheck

        self._check = CameraCheck()
        if source:
            self.feed.start(source, loop_clip=True, on_decoded=self._check.note)
        else:
            self.feed.stop()
            self._on_state("no_camera")
        self._timer.start()
        self.show_figures()

    def stop(self) -> None:
        """Give the camera away."""
        self._timer.stop()
        self.feed.stop()
        self._check = None
        self._on_state("off")

    def _on_state(self, state: str) -> None:
        self._state = state
        self.view.show_state(state)

    def show_figures(self) -> None:
        """Write the figures of the last two seconds and what they mean."""
        if self._check is None:
            return
        figures = self._check.figures()
        there = bool(figures.width)
        texts = {
            "size": f"{figures.width} × {figures.height}",
            "fps": number(round(figures.fps)),
            "decode": tr("scanning.milliseconds", count=round(figures.decode_ms)),
            "rate": tr("scanning.of_frames", percent=round(figures.rate * 100)),
            "light": tr("scanning.of_255", value=round(figures.brightness)),
        }
        for name, label in self.values.items():
            label.setText(texts[name] if there else "–")
        if not there and self._state in ("starting", "running"):
            self.result.setText(tr("scanning.state_starting"))
            tint(self.result, "quiet")
        else:
            finding = figures.findings()[0]
            good = finding == "good"
            words = tr(f"scanning.check_{finding}")
            self.result.setText(("✓ " if good else "! ") + words)
            waiting = finding == "no_code"
            tint(self.result, "good" if good else "text" if waiting else "warn")
        self.read.setText(
            tr("scanning.code_read", code=shown(figures.code)) if figures.code else ""
        )
        for button in (self.darker, self.lighter):
            button.setVisible(self.feed.adjustable)

    def save_code(self) -> None:
        """Save the test code as a picture, to print or to show on a telephone."""
        path = self._context.prompts.choose_save_file(
            self, tr("scanning.save_code"), tr("scanning.picture_filter")
        )
        if not path:
            return
        if not path.lower().endswith(".png"):
            path += ".png"
        good = self.code.image().save(path)
        self.told.emit(tr("scanning.code_saved" if good else "scanning.code_not_saved"))

    def retranslate(self) -> None:
        """Read every text again."""
        for name, label in self.names.items():
            label.setText(tr(f"scanning.figure_{name}"))
        self.code.setAccessibleName(tr("scanning.test_code"))
        self.code_hint.setText(tr("scanning.test_code_hint"))
        self.save.setText(tr("scanning.save_code"))
        self.darker.setText(tr("scanning.darker"))
        self.lighter.setText(tr("scanning.lighter"))
        self.view.retranslate()
        self.show_figures()


def shown(text: str) -> str:
    """A foreign text, short and printable."""
    from raict_desktop.domain import codes

    return codes.shown(text)
