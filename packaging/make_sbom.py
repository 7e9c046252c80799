"""Write what the program is made of as CycloneDX 1.6: ``make_sbom.py [LISTING] > FILE.cdx.json``.

LISTING is the build's list of binaries; with it the system libraries are named too. Hashes are those
of the lock, so that the list can be compared with what was installed.
"""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import bundle
from packaging.utils import canonicalize_name
from system_libraries import taken

Component = dict[str, Any]


def locked_hashes() -> dict[tuple[str, str], list[str]]:
    """SHA-256 sums of the lock by (name, version)."""
    found: dict[tuple[str, str], list[str]] = {}
    text = (bundle.ROOT / "requirements.lock").read_text("utf-8")
    for block in re.split(r"\n(?=\S)", text):
        match = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block)
        if match:
            sums = re.findall(r"--hash=sha256:([0-9a-f]{64})", block)
            found.setdefault((canonicalize_name(match[1]), match[2]), []).extend(sums)
    return found


def licence_of(name: str) -> list[dict[str, Any]]:
    """The licence a library declares, as an expression or by its name."""
    about = metadata.metadata(name)
    expression = about.get("License-Expression")
    if expression:
        return [{"expression": expression}]
    short = about.get("License", "").strip().splitlines()
    named = short[0] if short and len(short[0]) < 80 else ""
    for line in about.get_all("Classifier") or []:
        if not named and line.startswith("License :: "):
            named = line.rsplit(" :: ", 1)[1]
    return [{"license": {"name": named}}] if named else []


def python_libraries() -> list[Component]:
    """The libraries of the lock that are needed at run time."""
    hashes = locked_hashes()
    components = []
    for name in bundle.runtime_libraries():
        version = metadata.version(name)
        component: Component = {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
        }
        licences = licence_of(name)
        if licences:
            component["licenses"] = licences
        if sums := hashes.get((name, version)):
            component["properties"] = [
                {"name": "raict:lock:sha256", "value": value} for value in sorted(sums)
            ]
        components.append(component)
    return components


def system_libraries(listing: Path | None) -> list[Component]:
    """Debian packages whose libraries came along."""
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:deb/debian/{package.name}@{package.version}",
            "name": package.name,
            "version": package.version,
            "purl": f"pkg:deb/debian/{package.name}@{package.version}",
            "properties": [{"name": "raict:file", "value": name} for name in package.files],
        }
        for package in (taken(listing) if listing else [])
    ]


def bill(listing: Path | None) -> dict[str, Any]:
    """The whole document; the same for the same build."""
    from raict_desktop import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    components = [
        {"type": "platform", "bom-ref": "python", "name": "python", "version": python},
        *python_libraries(),
        *system_libraries(listing),
    ]
    at = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    serial = uuid5(NAMESPACE_URL, json.dumps(components, sort_keys=True) + __version__)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "component": {
                "type": "application",
                "bom-ref": "raict-desktop",
                "name": "raict-desktop",
                "version": __version__,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": components,
        "dependencies": [
            {"ref": "raict-desktop", "dependsOn": [part["bom-ref"] for part in components]}
        ],
    }


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    print(json.dumps(bill(given), indent=1, ensure_ascii=False))
