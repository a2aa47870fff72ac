#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'HELP'
cmake/release.sh [--out DIR] [--untried] [--help]

Makes the source archive spnn-VERSION.tar.gz of the last commit, with its SHA-256 beside it, and tries it: unpacked
elsewhere, without this repository, the commands of README.md ("Two commands") must work, and a program must build against
what it installs. The same commit gives the same archive, byte for byte.

  --out DIR   where the archive goes (default: build/release-archive)
  --untried   makes it and does not try it
HELP
}

out=""
tried=true
while [ $# -gt 0 ]; do
    case "$1" in
        --out) out=${2:?"--out needs a folder"}; shift ;;
        --untried) tried=false ;;
        -h | --help) usage; exit 0 ;;
        *) echo "release.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done
refuse() { echo "release.sh: $*" >&2; exit 1; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(realpath -m -- "${out:-$root/build/release-archive}")
cd "$root"
[ -z "$(git status --porcelain)" ] || refuse "there are changes that are not committed: the archive would not have them"
number() { sed -n "s/^#define SPNN_VERSION_$1 //p" include/spnn/version.hpp; }
version=$(number MAJOR).$(number MINOR).$(number PATCH)
grep -qxF "## $version" CHANGELOG.md || refuse "CHANGELOG.md has no line \"## $version\": say there what is new"

mkdir -p "$out"
name=spnn-$version
git archive --format=tar --prefix="$name/" HEAD | gzip -n9 >"$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$out/$name.tar.gz"
$tried || exit 0

elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
tar -xzf "$out/$name.tar.gz" -C "$elsewhere"
cd "$elsewhere/$name"
[ ! -e .git ] || refuse "the archive has a .git"

# The first block of commands in README.md, without what stands behind them.
mapfile -t commands < <(sed -n '/^```sh$/,/^```$/{/^```/!p;/^```$/q}' README.md | sed 's/ *#.*//')
[ ${#commands[@]} -ge 2 ] || refuse "README.md has no two commands"
for command in "${commands[@]}"; do
    echo "release.sh: $command" >&2
    bash -c "$command" </dev/null || refuse "this command of README.md fails in the archive: $command"
done

cmake -S . -B build/install -DSPNN_BUILD_TESTS=OFF -DSPNN_BUILD_EXAMPLES=OFF -DSPNN_BUILD_BENCH=OFF
cmake --install build/install --prefix "$elsewhere/installed"
mkdir "$elsewhere/program"
cp docs/guide/get_started/* "$elsewhere/program"
cp examples/01_first.cpp "$elsewhere/program/main.cpp"
cd "$elsewhere/program"
cmake -B build -DCMAKE_PREFIX_PATH="$elsewhere/installed"
cmake --build build
build/first
echo "$name: its README's commands work from the archive alone"
