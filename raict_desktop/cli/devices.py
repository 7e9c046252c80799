"""Commands about what reads codes here: cameras, serial scanners, and how well a camera does."""

from __future__ import annotations

import sys

import click

from raict_desktop.cli.console import BAD_INPUT, language, on_one_line, print_object, tell
from raict_desktop.wording import say

LONGEST_TEST_S = 600.0


@click.command()
@click.option("--json", "as_json", is_flag=True)
def devices(as_json: bool) -> None:
    """List the cameras and serial scanners plugged in, with the source that names each."""
    from raict_desktop.scanning.cameras import list_cameras
    from raict_desktop.scanning.serial_scanner import list_ports

    found = [
        {"kind": "camera", "name": camera.name, "source": camera.source}
        for camera in list_cameras()
    ]
    found += [
        {"kind": "serial", "name": port.name, "source": f"serial:{port.device}"}
        for port in list_ports()
    ]
    for device in found:
        if as_json:
            print_object(device)
        else:
            click.echo(f"{device['source']}  {on_one_line(device['name'])}")
    if not found and not as_json:
        tell(say("scanning.no_devices", language()))


@click.command("test-camera")
@click.argument("source")
@click.option("--seconds", type=click.FloatRange(0.2, LONGEST_TEST_S), default=4.0)
@click.option("--json", "as_json", is_flag=True)
def test_camera(source: str, seconds: float, as_json: bool) -> None:
    """Watch SOURCE for some seconds and tell how well codes can be read with it."""
    from raict_desktop.scanning.camera_check import check_camera

    figures, state = check_camera(source, seconds)
    to = language()
    if as_json:
        print_object({"source": source, "state": state, **figures.as_object()})
    else:
        if figures.width:
            facts = figures.as_object()
            del facts["findings"], facts["code"]
            click.echo(
                say("scanning.check_figures", to, **facts, percent=round(figures.rate * 100))
            )
        for finding in figures.findings():
            click.echo(say(f"scanning.check_{finding}", to))
    if not figures.width:
        tell(say(f"scanning.state_{state}", to))
        sys.exit(BAD_INPUT)
