#!/usr/bin/env bash
# Runs the Windows installer under Wine with a stand-in for the program: paths with accents and spaces,
# file association, an upgrade, an upgrade refused while the program is in the way, an uninstall that
# keeps events. Needs makensis and wine64: `make try-installer`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64)
work=$(mktemp -d)
server=$(command -v wineserver || ls /usr/lib/wine/wineserver64)
stop() { "$server" -k 2> /dev/null || true; }
trap 'stop; rm -rf "$work"' EXIT
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" LC_ALL=C.UTF-8
fail() { echo "FAILED: $*" >&2; exit 1; }

mkdir -p "$work/program/_internal" "$work/icons"
for name in "RAICT Desktop.exe" raict-desktop.exe; do echo first > "$work/program/$name"; done
echo data > "$work/program/_internal/é.txt"
if [ -n "${ICONS:-}" ]; then cp "$ICONS"/*.ico "$work/icons/"; else
    "${PYTHON:-python3}" "$here/../make_icons.py" "$work/icons"
fi
build() { OUT=$work/$1-installer.exe TARGET_CPU=amd64-unicode bash "$here/build.sh" "$work/program" "$work" "$2"; }
build first 0.1.0
echo second > "$work/program/RAICT Desktop.exe"
rm "$work/program/_internal/é.txt"
build second 0.2.0

"$wine" wineboot -i > /dev/null 2>&1
"$wine" winecfg -v win10 > /dev/null 2>&1
folder='C:\users\Été à l’accueil\RAICT Desktop'
place=$WINEPREFIX/drive_c/users/"Été à l’accueil"/"RAICT Desktop"
value() { "$wine" reg query "$1" /v "${2:-}" 2> /dev/null || "$wine" reg query "$1" /ve 2> /dev/null; }
# Wine would put quotation marks around /D=, which the installer does not take: the folder of an
# earlier installation is read from the registry instead.
"$wine" reg add 'HKCU\Software\RAICT Desktop' /v Folder /d "$folder" /f > /dev/null
run() { "$wine" "$work/$1-installer.exe" /S; }

run first || fail "installing: $?"
[ "$(cat "$place/app/RAICT Desktop.exe")" = first ] || fail "the program is not there"
[ -f "$place/app/_internal/é.txt" ] || fail "a file with an accent is not there"
[ -f "$place/app/raict-event.ico" ] || fail "the event's icon is not there"
"$wine" reg query 'HKCU\Software\Classes\.raict' /ve | grep -q RAICT.Event || fail "the association"
"$wine" reg query 'HKCU\Software\Classes\RAICT.Event\shell\open\command' /ve | grep -q 'RAICT Desktop.exe" "%1"' ||
    fail "the command of a double click"
uninstall='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\RAICT Desktop'
"$wine" reg query "$uninstall" /v DisplayVersion | grep -q 0.1.0 || fail "the entry in the list of programs"
find "$WINEPREFIX/drive_c/users" -name 'RAICT Desktop.lnk' | grep -q . || fail "the Start menu"

echo event > "$place/jour.raict"
run second || fail "upgrading"
[ "$(cat "$place/app/RAICT Desktop.exe")" = second ] || fail "the newer program is not there"
[ ! -e "$place/app/_internal/é.txt" ] || fail "a file of the older version stayed"
[ -f "$place/jour.raict" ] || fail "the upgrade took an event along"
"$wine" reg query "$uninstall" /v DisplayVersion | grep -q 0.2.0 || fail "the version in the list of programs"

# What an installation broken off leaves: the next one does not mind.
mkdir -p "$place/app.new/half" "$place/app.old/half"
run first || fail "installing after one broken off"
[ ! -e "$place/app.new" ] && [ ! -e "$place/app.old" ] || fail "leftovers stayed"
[ "$(cat "$place/app/RAICT Desktop.exe")" = first ] || fail "not installed after one broken off"

"$wine" "$place/uninstall.exe" /S || fail "uninstalling"
"$server" -w # it goes on from a copy of itself
[ ! -e "$place/app" ] || fail "the program stayed"
[ -f "$place/jour.raict" ] || fail "the uninstaller took an event along"
! "$wine" reg query 'HKCU\Software\Classes\RAICT.Event' > /dev/null 2>&1 || fail "the association stayed"
! "$wine" reg query "$uninstall" > /dev/null 2>&1 || fail "the entry in the list of programs stayed"
echo "the installer installs, upgrades and uninstalls"
