#!/usr/bin/env bash
# Everything a fresh machine needs: system libraries where apt is there, then the locked environment.
# With --tests, also the programs that the tests start for real: a window system, a print queue, a hub.
set -euo pipefail
cd "$(dirname "$0")/.."

libraries=(libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxrandr2 libzbar0 ca-certificates)

test_programs=(xvfb openbox xdotool x11-utils x11-xserver-utils cups cups-client cups-filters poppler-utils postgresql openssl
    pulseaudio pulseaudio-utils)

# Python itself: the newest of those the program supports, with its venv module.
find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3; do
        if command -v "$name" > /dev/null && "$name" -c '
import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2> /dev/null; then
            echo "$name"
            return
        fi
    done
}

# Installs those of the named packages that are missing; says which ones a user without rights needs.
install_packages() {
    local package state other missing=() as_root=()
    for package in "$@"; do
        state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null || true)
        # Newer Debian and Ubuntu renamed some packages for their 64-bit time.
        other=$(dpkg-query -W -f='${db:Status-Status}' "${package}t64" 2> /dev/null || true)
        [ "$state" = installed ] || [ "$other" = installed ] || missing+=("$package")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo > /dev/null && as_root=(sudo) || as_root=(false)
    fi
    if ! { "${as_root[@]}" apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq \
            --no-install-recommends "${missing[@]}"; }; then
        echo "Please install these system packages, then run make again: ${missing[*]}" >&2
        exit 1
    fi
}

if command -v apt-get > /dev/null && command -v dpkg-query > /dev/null; then
    wanted=("${libraries[@]}")
    [ -n "$(find_python)" ] || wanted+=(python3 python3-venv)
    [ "${1:-}" != --tests ] || wanted+=("${test_programs[@]}")
    install_packages "${wanted[@]}"
fi
[ "${1:-}" != --tests ] || exit 0

python=$(find_python)
if [ -z "$python" ]; then
    echo "Python 3.11, 3.12 or 3.13 with its venv module is needed." >&2
    exit 1
fi
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version > /dev/null 2>&1; then
    rm -rf .venv
    "$python" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
.venv/bin/raict-desktop --version
