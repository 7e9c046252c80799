#!/usr/bin/env bash
# Tries the package and the archive of dist/ on bare Debian systems that hold nothing else: `make try-package`.
# Needs root, debootstrap, Xvfb, xdotool and ImageMagick or scrot.
#   MIRROR  the Debian mirror (http://deb.debian.org/debian)
#   SUITE   the release (bookworm)
#   ROOTS   folder for the systems (a temporary one); a system in ROOTS/base is used again
# Leaves the screenshots in dist/tried/.
set -euo pipefail
cd "$(dirname "$0")/../.."
mirror=${MIRROR:-http://deb.debian.org/debian}
suite=${SUITE:-bookworm}
roots=${ROOTS:-$(mktemp -d)}
tried=$PWD/dist/tried
display=:97
mkdir -p "$roots" "$tried"

deb=$(ls "$PWD"/dist/raict-desktop_*.deb)
archive=$(ls "$PWD"/dist/raict-desktop-*-linux-*.tar.xz)
fail() { echo "FAILED: $*" >&2; exit 1; }
bare() { # NAME: a system with nothing but Debian's minimum
    rm -rf "${roots:?}/$1"
    cp -a "$roots/base" "$roots/$1"
}
inside() { # NAME COMMAND...: as a user of that system would
    local root=$roots/$1
    shift
    chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        RAICT_LANGUAGE=fr DEBIAN_FRONTEND=noninteractive DISPLAY="${with_display:-}" "$@"
}
mounted=()
cleanup() {
    for place in "${mounted[@]}"; do umount "$place" 2> /dev/null || true; done
    [ -z "${server:-}" ] || kill "$server" 2> /dev/null || true
}
trap cleanup EXIT
mount_in() { # NAME: what a running system offers
    local place
    for place in proc dev tmp/.X11-unix; do
        mkdir -p "$roots/$1/$place"
        mount --bind "/$place" "$roots/$1/$place"
        mounted+=("$roots/$1/$place")
    done
}

[ -d "$roots/base/usr" ] || debootstrap --variant=minbase "$suite" "$roots/base" "$mirror" > "$roots/log"
Xvfb "$display" -screen 0 1366x768x24 -nolisten tcp -noreset > /dev/null 2>&1 &
server=$!
for _ in $(seq 50); do [ -S "/tmp/.X11-unix/X${display#:}" ] && break; read -rt 0.1 < <(tail -f /dev/null) || true; done

shoot() { # NAME COMMAND...: open the window on the demo event, photograph it
    local name=$1 window='' program
    shift
    with_display=$display inside "$name" "$@" > "$tried/$name.log" 2>&1 &
    program=$!
    window=$(DISPLAY=$display timeout 30 xdotool search --sync --onlyvisible --name RAICT | head -1) ||
        fail "no window: $(cat "$tried/$name.log")"
    # Painted, and the same twice in a row: what is counted beside the window has arrived.
    DISPLAY=$display timeout 30 bash -c '
        before=
        while :; do
            now=$(import -window "$1" -resize 25% ppm:- | cksum)
            colours=$(import -window "$1" png:- | convert png:- -resize 64x64 -unique-colors -format %w info:-)
            [ "$colours" -gt 8 ] && [ "$now" = "$before" ] && break
            before=$now
            read -rt 1.5 < <(tail -f /dev/null) || true
        done' - "$window" || fail "the window stays blank"
    DISPLAY=$display import -window root "$tried/$name.png"
    DISPLAY=$display xdotool key --window "$window" ctrl+q
    DISPLAY=$display timeout 10 xdotool windowclose "$window" 2> /dev/null || true
    kill "$program" 2> /dev/null || true
    wait "$program" 2> /dev/null || true
    echo "window of $name: $tried/$name.png"
}

echo "== the package"
bare package
cp "$deb" "$roots/package/root/"
inside package apt-get install -y -qq --no-install-recommends "/root/$(basename "$deb")" > "$tried/apt.log" 2>&1 ||
    { tail -5 "$tried/apt.log"; fail "apt"; }
mount_in package
inside package raict-desktop --self-test || fail "self-test of the package"
[ "$(inside package stat -c %a /usr/lib/udev/rules.d/70-raict-desktop-scanners.rules)" = 644 ] || fail "udev rules"
inside package raict-desktop demo /root/demo --headless > /dev/null 2>&1 || fail "demo"
shoot package raict-desktop /root/demo/rencontres.raict
inside package apt-get remove -y -qq raict-desktop > /dev/null 2>&1 || fail "removing"
[ -e "$roots/package/root/demo/rencontres.raict" ] || fail "removing took the event along"
[ ! -e "$roots/package/usr/lib/raict-desktop" ] || fail "removing left files"

echo "== the archive, where it stands alone"
bare archive
folder="/opt/Été à l’accueil"
mkdir -p "$roots/archive$folder"
tar -C "$roots/archive$folder" -xf "$archive"
program=$(echo "$roots/archive$folder"/raict-desktop-*/raict-desktop)
program=${program#"$roots/archive"}
mount_in archive
# Without the graphics libraries every desktop has, it must say which are missing.
said=$(inside archive "$program" 2>&1 || true)
echo "$said" | grep -q libegl1 || fail "a missing library is not told: $said"
packages=$(dpkg-deb -f "$deb" Depends | sed 's/ ([^)]*)//g; s/,//g')
# shellcheck disable=SC2086
inside archive apt-get install -y -qq --no-install-recommends $packages > "$tried/apt.log" 2>&1 || fail "apt"
inside archive "$program" --self-test || fail "self-test of the archive"
inside archive sh "$(dirname "$program")/add-to-menu.sh" || fail "menu"
inside archive "$program" demo /root/demo --headless > /dev/null 2>&1 || fail "demo"
shoot archive "$program" /root/demo/rencontres.raict
echo "both work"
