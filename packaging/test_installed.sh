#!/usr/bin/env bash
# Every test on a system without make and apt: an environment with the locked libraries, then pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
case "$(uname -s)" in
    Linux) system=linux ;;
    Darwin) system=macos ;;
    *) system=windows ;;
esac
# shellcheck source=packaging/environment.sh
. packaging/environment.sh
package_environment build/package/venv
PYTHONPATH=$PWD QT_QPA_PLATFORM=offscreen "$python" -m pytest -q -n 2 "$@"
