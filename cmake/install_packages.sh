#!/usr/bin/env bash
# install_packages.sh PACKAGE...: installs those of the named Debian packages that are missing. Does nothing,
# and needs no rights, when all are there. Fails with a sentence that says what to do when it cannot.
set -euo pipefail

missing=()
for package in "$@"; do
    state=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$state" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

cannot() {
    echo "spnn: cannot install: $1. Please install by hand: ${missing[*]}" >&2
    exit 1
}

command -v apt-get >/dev/null || cannot "this system has no apt-get"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || cannot "not root, and sudo is not there"
    sudo -n true 2>/dev/null || [ -t 0 ] || cannot "not root, sudo wants a password, and nobody is there to type it"
    as_root=(sudo)
fi

echo "spnn: installing ${missing[*]}" >&2
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
"${apt[@]}" update >&2 || cannot "apt-get update failed"
"${apt[@]}" install --no-install-recommends "${missing[@]}" >&2 || cannot "apt-get install failed"
