#!/usr/bin/env bash
# Installs what building needs from the system: nothing on macOS, NSIS on Windows, tools and libraries on Linux.
set -euo pipefail
cd "$(dirname "$0")/.."
case "$(uname -s)" in
    Linux)
        as_root=()
        [ "$(id -u)" -eq 0 ] || as_root=(sudo)
        "${as_root[@]}" apt-get update -qq
        # The libraries go into the program; the others make, try and photograph it.
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
            binutils dpkg-dev xz-utils libzbar0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 \
            libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-image0 \
            libxcb-render-util0 libxcb-xinerama0 libwayland-client0 libwayland-cursor0 libwayland-egl1 \
            libcups2 xvfb xauth xdotool imagemagick nsis
        ;;
    Darwin) ;;
    *) command -v makensis > /dev/null || choco install nsis -y --no-progress ;;
esac
