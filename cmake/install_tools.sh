#!/usr/bin/env bash
# install_tools.sh PACKAGE[==VERSION]...: those programs that build/tools lacks, by the Python packages of their names, from
# PyPI. Their tests are left out when they cannot be had.
set -euo pipefail

tools=$(dirname "${BASH_SOURCE[0]}")/../build/tools
missing=()
for package in "$@"; do
    if [ ! -x "$tools/bin/${package%%==*}" ]; then missing+=("$package"); fi
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "spnn: installing ${missing[*]} into build/tools" >&2
if [ ! -x "$tools/bin/python" ] && ! /usr/bin/python3 -m venv "$tools" >&2; then
    echo "spnn: no virtual environment can be made: the tests that need ${missing[*]} are left out" >&2
elif ! "$tools/bin/python" -m pip --quiet --disable-pip-version-check install "${missing[@]}" >&2; then
    echo "spnn: could not install ${missing[*]}: the tests that need them are left out" >&2
fi
