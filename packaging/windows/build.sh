#!/usr/bin/env bash
# Makes the Windows installer from the frozen program; NSIS compiles it on Windows and on Linux alike.
# Called by packaging/package.sh: build.sh PROGRAM WORK VERSION
#   OUT         the installer (dist/RAICT-Desktop-VERSION-installer.exe)
#   TARGET_CPU  amd64-unicode for a purely 64-bit installer
set -euo pipefail
program=$1 work=$2 version=$3
here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-$here/../../dist/RAICT-Desktop-$version-installer.exe}
native() { if command -v cygpath > /dev/null; then cygpath -m "$1"; else echo "$1"; fi; }
# NSIS wants X.Y.Z without a pre-release's letters in the version block.
plain=$(echo "$version" | sed 's/[a-z].*//')
more=()
[ -z "${TARGET_CPU:-}" ] || more+=("-DTARGET_CPU=$TARGET_CPU")
export MSYS2_ARG_CONV_EXCL='*'
makensis -V2 -INPUTCHARSET UTF8 "-DVERSION=$plain" "-DPROGRAM=$(native "$program")" "-DICONS=$(native "$work/icons")" \
    "-DOUT=$(native "$out")" ${more[@]+"${more[@]}"} "$(native "$here/installer.nsi")"
