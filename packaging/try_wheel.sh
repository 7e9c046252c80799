#!/usr/bin/env bash
# Installs the wheel of dist/ with its dependencies in an empty environment and tries it there.
set -euo pipefail
cd "$(dirname "$0")/.."
system=linux
# shellcheck source=packaging/environment.sh
. packaging/environment.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$(find_python)" -m venv "$work/Été (essai)"
"$work/Été (essai)/bin/python" -m pip install --quiet --disable-pip-version-check dist/raict_desktop-*.whl
cd "$work" # so that nothing of the checkout is found
unset PYTHONPATH
"./Été (essai)/bin/raict-desktop" --self-test
