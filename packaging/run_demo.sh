#!/usr/bin/env bash
# Opens the demo event in the window; without a display, plays a day on it and says where the results are.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=out/demo
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]; then
    exec .venv/bin/raict-desktop demo "$folder/$(date +%F)" --today
fi
rm -rf "$folder"
QT_QPA_PLATFORM=offscreen .venv/bin/raict-desktop demo "$folder" --headless
