#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'HELP'
examples/quickstart.sh [--program FILE] [--quick | OPTION...]

Installs what is missing (Debian packages), builds spnn_train into build/release, and runs it with the given options
(--help lists them, once it is built; files are named relative to where you are). Without options: two runs by every
protocol, on the breast cancer data that ships with the examples and on simulated card payments.

  --program FILE  the program spnn_train, built before; nothing is installed or built
  --quick         the two runs with an epoch, few payments and short keys: seconds, to see that everything works
HELP
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
program=$build/examples/spnn_train
built=false
if [ "${1:-}" = --program ]; then
    program=$(realpath -e -- "${2:?"--program needs a file"}")
    built=true
    shift 2
fi
case "${1:-}" in
    -h | --help)  # nobody should have to wait for a build to read what there is
        usage
        if [ -x "$program" ]; then
            echo
            "$program" --help
        fi
        exit
        ;;
esac
if ! $built; then
    bash "$root/cmake/install_packages.sh" g++ cmake ninja-build libboost-dev libxtensor-dev libgmp-dev zlib1g-dev \
        libcli11-dev nlohmann-json3-dev

    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    quietly() { "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }; }
    echo "spnn: building (some minutes the first time)" >&2
    if [ ! -f "$build/CMakeCache.txt" ]; then
        quietly cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DSPNN_BUILD_TESTS=OFF -DSPNN_BUILD_BENCH=OFF
    fi
    quietly cmake --build "$build" --parallel "$(nproc)" --target spnn_train
fi

cancer=(--epochs 8 --batch 32)
payments=(--simulate 10000 --epochs 2 --batch 64)
if [ "$*" = --quick ]; then
    cancer=(--epochs 1 --batch 64)
    payments=(--simulate 1000 --epochs 1 --batch 256)
    shift
fi
if [ $# -gt 0 ]; then
    "$program" "$@"
    exit
fi

echo
echo "1. Breast cancer: a hospital and a laboratory measured the same patients, the hospital knows the diagnosis"
"$program" --party "$root/examples/data/breast_cancer/hospital.csv" \
    --party "$root/examples/data/breast_cancer/laboratory.csv" "${cancer[@]}" --threads "$(nproc)"
echo
echo "2. Card payments: a bank knows its customers and the frauds, a payment processor knows the terminals"
"$program" "${payments[@]}" --learning-rate 0.02 --threads "$(nproc)"
