#!/usr/bin/env bash
# Writes and signs the checksums of a folder: checksums.sh FOLDER. Signed by what is set, else by nothing:
#   MINISIGN_KEY  a minisign secret key file   -> SHA256SUMS.minisig
#   GPG_KEY       a key of gpg                 -> SHA256SUMS.asc
# A user checks them with:  sha256sum -c SHA256SUMS  and  minisign -Vm SHA256SUMS -p raict.pub  or gpg --verify
set -euo pipefail
cd "$1"
rm -f SHA256SUMS SHA256SUMS.asc SHA256SUMS.minisig
if command -v sha256sum > /dev/null; then sums=(sha256sum); else sums=(shasum -a 256); fi
find . -maxdepth 1 -type f ! -name '.*' -print | sed 's|^\./||' | LC_ALL=C sort | tr '\n' '\0' |
    xargs -0 "${sums[@]}" > .sums
mv .sums SHA256SUMS
"${sums[@]}" -c SHA256SUMS > /dev/null
if [ -n "${MINISIGN_KEY:-}" ]; then
    minisign -S -s "$MINISIGN_KEY" -m SHA256SUMS -t "RAICT Desktop $(basename "$PWD")"
fi
if [ -n "${GPG_KEY:-}" ]; then
    gpg --batch --yes --local-user "$GPG_KEY" --armor --output SHA256SUMS.asc --detach-sign SHA256SUMS
    gpg --verify SHA256SUMS.asc SHA256SUMS
fi
