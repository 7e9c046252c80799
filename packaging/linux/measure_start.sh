#!/usr/bin/env bash
# How long the frozen program takes from its start to its first painting: measure_start.sh PROGRAM [TIMES]
# Runs under Xvfb with settings of its own; fails above 500 ms (the best of the warm starts).
set -euo pipefail
program=$1 times=${2:-5}
work=$(mktemp -d)
display=:96
trap 'kill "$server" 2> /dev/null || true; rm -rf "$work"' EXIT
Xvfb "$display" -screen 0 1366x768x24 -nolisten tcp -noreset > /dev/null 2>&1 &
server=$!
pause() { read -rt "$1" < <(tail -f /dev/null) || true; }
until [ -S "/tmp/.X11-unix/X${display#:}" ]; do pause 0.05; done
best=999999
for turn in $(seq 0 "$times"); do
    rm -rf "$work/portable"
    mkdir -p "$work/portable"
    begun=$(date +%s%N)
    env -u QT_QPA_PLATFORM -u WAYLAND_DISPLAY DISPLAY=$display RAICT_PORTABLE=$work/portable "$program" > /dev/null 2>&1 &
    running=$!
    log=$work/portable/log/raict.log
    until grep -q 'window painted' "$log" 2> /dev/null; do
        kill -0 "$running" 2> /dev/null || { echo "the program ended by itself" >&2; exit 1; }
        pause 0.02
    done
    # The log's own clock: when the painting was done, to the millisecond.
    at=$(date -d "$(grep -m1 'window painted' "$log" | cut -d, -f1)" +%s)
    at=$((at * 1000 + 10#$(grep -m1 'window painted' "$log" | sed 's/^[^,]*,\([0-9]*\).*/\1/')))
    took=$((at - begun / 1000000))
    kill "$running" 2> /dev/null || true
    wait "$running" 2> /dev/null || true
    [ "$turn" = 0 ] && { echo "cold $took ms"; continue; }
    echo "warm $took ms"
    [ "$took" -ge "$best" ] || best=$took
done
echo "best warm start to first painting: $best ms (at most 500)"
[ "$best" -le 500 ]
