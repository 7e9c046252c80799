#!/bin/sh
# Adds the unpacked program to this user's menu and lets it open .raict files; --remove takes it out.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/org.raict.Desktop.desktop
refresh() {
    # Where these are missing the desktop finds the files by itself at the next login.
    command -v update-mime-database > /dev/null && update-mime-database "$data/mime" || true
    command -v update-desktop-database > /dev/null && update-desktop-database -q "$data/applications" || true
    command -v gtk-update-icon-cache > /dev/null && gtk-update-icon-cache -q -t "$data/icons/hicolor" || true
}
icons() { (cd "$here/share/icons/hicolor" && find . -type f); }
if [ "${1:-}" = --remove ]; then
    rm -f "$entry" "$data/mime/packages/raict-event.xml"
    icons | while read -r file; do rm -f "$data/icons/hicolor/$file"; done
    refresh
    exit 0
fi
mkdir -p "$data/applications" "$data/mime/packages"
# Exec needs its own quoting: the folder may hold spaces and accents.
quoted=$(printf '%s' "$here/raict-desktop" | sed 's/[\\"`$]/\\&/g; s/%/%%/g')
escaped=$(printf '%s' "$quoted" | sed 's/[\\&|]/\\&/g')
sed -e "s|^Exec=raict-desktop|Exec=\"$escaped\"|" -e '/^TryExec=/d' \
    "$here/share/applications/org.raict.Desktop.desktop" > "$entry"
cp "$here/share/mime/packages/raict-event.xml" "$data/mime/packages/"
icons | while read -r file; do
    mkdir -p "$data/icons/hicolor/$(dirname "$file")"
    cp "$here/share/icons/hicolor/$file" "$data/icons/hicolor/$file"
done
refresh
