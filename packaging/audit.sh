#!/usr/bin/env bash
# Known weaknesses of the locked dependencies, asked of the advisory database. Fails when there are any, and
# as loudly when the database could not be asked: silence must never pass for safety.
set -uo pipefail
cd "$(dirname "$0")/.."
python3 -m venv build/audit && build/audit/bin/pip install -q pip-audit || {
  echo "NOT AUDITED: pip-audit could not be installed." >&2
  exit 1
}
result=0
for lock in requirements.lock packaging/requirements.lock; do
  echo "$lock"
  told=$(build/audit/bin/pip-audit --strict --require-hashes --disable-pip -r "$lock" 2>&1)
  code=$?
  echo "$told"
  [ "$code" -eq 0 ] && continue
  result=1
  if ! grep -q "known vulnerabilit" <<<"$told"; then
    echo "NOT AUDITED: $lock. The advisory database (PyPI's own index, not a mirror of it) cannot be reached from" \
      "here, so nothing is known of these versions. Run make audit on a machine that reaches it." >&2
  fi
done
exit "$result"
