#!/usr/bin/env bash
# Checks the tag, writes the checksums of dist/ and makes a draft release of it.
#   RELEASE_TAG  vX.Y.Z      DRY_RUN  set: everything but the release itself
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" packaging/check_release.py --tag "$RELEASE_TAG"
bash packaging/checksums.sh dist
"${PYTHON:-python3}" packaging/check_release.py --notes "$RELEASE_TAG" > build/notes.md
if [ -n "${DRY_RUN:-}" ]; then
    cat build/notes.md
    exit 0
fi
gh release create "$RELEASE_TAG" dist/* --draft --title "RAICT Desktop ${RELEASE_TAG#v}" --notes-file build/notes.md
