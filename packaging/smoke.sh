#!/usr/bin/env bash
# Installs what package.sh built as a user would, tries it, and takes it away again.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

if command -v sha256sum > /dev/null; then sums=(sha256sum); else sums=(shasum -a 256); fi
(cd dist && "${sums[@]}" -c SHA256SUMS > /dev/null) || fail "checksums"
case "$(uname -s)" in
    Linux)
        mkdir -p "$work/Été à l’accueil"
        tar -C "$work/Été à l’accueil" -xf dist/raict-desktop-*-linux-*.tar.xz
        program=$(echo "$work/Été à l’accueil"/raict-desktop-*/raict-desktop)
        "$program" --self-test
        bash packaging/linux/measure_start.sh "$program"
        ;;
    Darwin)
        hdiutil attach -quiet -nobrowse -mountpoint "$work/image" dist/RAICT-Desktop-*.dmg
        mkdir -p "$work/Été à l’accueil"
        cp -R "$work/image/RAICT Desktop.app" "$work/Été à l’accueil/"
        hdiutil detach -quiet "$work/image"
        codesign --verify --deep --strict "$work/Été à l’accueil/RAICT Desktop.app"
        "$work/Été à l’accueil/RAICT Desktop.app/Contents/MacOS/raict-desktop" --self-test
        ;;
    *)
        folder="$(cygpath -w "$work")\\Été à l’accueil"
        # /D= stands last and takes no quotation marks.
        printf '@echo off\r\nchcp 65001 > nul\r\nstart /wait "" "%%1" /S /D=%s\r\nexit /b %%errorlevel%%\r\n' \
            "$folder" > "$work/install.bat"
        cmd //c "$(cygpath -w "$work/install.bat")" "$(cygpath -w dist/RAICT-Desktop-*-installer.exe)"
        "$work/Été à l’accueil/app/raict-desktop.exe" --self-test
        reg query 'HKCU\Software\Classes\.raict' //ve | grep -q RAICT.Event || fail "the association"
        echo event > "$work/Été à l’accueil/jour.raict"
        "$work/Été à l’accueil/uninstall.exe" //S "_?=$folder"
        [ -f "$work/Été à l’accueil/jour.raict" ] || fail "the uninstaller took an event along"
        [ ! -e "$work/Été à l’accueil/app" ] || fail "the program stayed"
        ;;
esac
echo "installed, tried and removed"
