#!/usr/bin/env bash
# Builds everything that is released, on the system it runs on: `make package`. Results are in dist/.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$root/build/package
begun=$SECONDS
export PYTHONPATH=$root PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 TZ=UTC
# One time for every file, so that two builds of one commit are the same.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || date -r CHANGELOG.md +%s)}
export SOURCE_DATE_EPOCH

step() { printf '%4d s  %s\n' $((SECONDS - begun)) "$*"; }

case "$(uname -s)" in
    Linux) system=linux ;;
    Darwin) system=macos ;;
    *) system=windows ;;
esac
# shellcheck source=packaging/environment.sh
. packaging/environment.sh

step "environment"
package_environment "$work/venv"
version=$("$python" -c 'import raict_desktop; print(raict_desktop.__version__)')
"$python" packaging/check_release.py
rm -rf "$work/dist" "$work/icons" "$work/stage"
mkdir -p dist "$work"
rm -rf dist/*

step "icons"
"$python" packaging/make_icons.py "$work/icons"

step "program"
"$python" -m PyInstaller --noconfirm --clean --log-level ERROR --distpath "$work/dist" \
    --workpath "$work/pyinstaller" packaging/raict-desktop.spec
program=$work/dist/raict-desktop
"$python" packaging/collect_licences.py "$work/pyinstaller/raict-desktop/binaries.tsv" \
    "$program/_internal/resources/licences"
"$python" packaging/make_sbom.py "$work/pyinstaller/raict-desktop/binaries.tsv" \
    > "dist/raict-desktop-$version-$system.cdx.json"
"$python" packaging/check_bundle.py "$program"

step "self-test of the program, in a folder with accents and spaces"
tried="$work/Été à l’accueil (essai)"
rm -rf "$tried"
mkdir -p "$tried"
cp -R "$program" "$tried/"
RAICT_SELF_TEST_DIR="$tried/événement" "$tried/raict-desktop/raict-desktop" --self-test
rm -rf "$tried"

step "installers"
bash "packaging/$system/build.sh" "$program" "$work" "$version"

if [ "$system" = linux ]; then
    step "wheel and source"
    "$python" -m hatchling build -d dist -t wheel -t sdist > /dev/null
fi

step "checksums"
bash packaging/checksums.sh dist
"$python" packaging/check_bundle.py --sizes "$program" dist
step "done: dist/"
