# Sourced by the scripts that build: an environment of its own, so that `make test` stays light.
# Sets `python`. Nothing is installed again while both locks are what they were.

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3 python; do
        if command -v "$name" > /dev/null && "$name" -c '
import sys, sysconfig, venv, ensurepip
shared = sys.platform == "win32" or sysconfig.get_config_var("Py_ENABLE_SHARED") or sys.platform == "darwin"
sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13) and shared))' 2> /dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11, 3.12 or 3.13 with its shared library and venv module is needed." >&2
    return 1
}

package_environment() {
    local folder=$1 base stamp
    base=$(find_python)
    stamp=$(cat requirements.lock packaging/requirements.lock | cksum)
    python=$folder/bin/python
    [ "$system" != windows ] || python=$folder/Scripts/python.exe
    if [ ! -x "$python" ] || [ "$(cat "$folder/.complete" 2> /dev/null)" != "$stamp" ]; then
        rm -rf "$folder"
        "$base" -m venv "$folder"
        "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
        "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r packaging/requirements.lock
        echo "$stamp" > "$folder/.complete"
    fi
}
