#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'HELP'
tests/run.sh [--full] [--jobs N] [--help]

Installs what is missing (Debian packages; Conan and clang-format from PyPI, into build/tools), builds into build/<preset>, and runs the tests.

  (nothing)  the quick tier: preset dev, every test but those labelled "slow"
  --full     also the slow tests, the quick tier under the presets clang, asan and tsan (but for what is the same under all),
             the benchmarks (built alone), and every fuzzer for a while
  --jobs N   compile and test with N jobs (default: as many as there are processors)
HELP
}

full=false
jobs=$(nproc)
while [ $# -gt 0 ]; do
    case "$1" in
        --full) full=true ;;
        --jobs)
            [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || { echo "tests/run.sh: --jobs needs a number" >&2; exit 2; }
            jobs=$2
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *) echo "tests/run.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(g++ cmake ninja-build make libboost-dev libxtensor-dev libgmp-dev zlib1g-dev doctest-dev libbenchmark-dev
    libcli11-dev nlohmann-json3-dev python3 ccache pkg-config openssl libssl-dev libgrpc++-dev libopenmpi-dev openmpi-bin
    libsodium-dev libzip-dev libopenblas-dev python3-numpy python3-venv clang-14
    clang-tidy-14 clang-19 doxygen)
if $full; then packages+=(libclang-rt-14-dev); fi
bash cmake/install_packages.sh "${packages[@]}"
bash cmake/install_tools.sh conan clang-format==19.1.7
exec </dev/null

export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"

# The thread and address sanitizers of GCC 12 and Clang 14 refuse some kernels' random address layout.
fixed_layout=()
if setarch "$(uname -m)" --addr-no-randomize true 2>/dev/null; then
    fixed_layout=(setarch "$(uname -m)" --addr-no-randomize)
fi

# build_and_test PRESET CTEST-ARGUMENTS...
build_and_test() {
    local preset=$1
    shift
    echo "spnn: preset $preset"
    cmake --preset "$preset"
    cmake --build --preset "$preset" --parallel "$jobs"
    "${fixed_layout[@]}" ctest --preset "$preset" --parallel "$jobs" "$@"
}

if $full; then
    # Consumers bring their compilers, documents and the look of the code need none: preset dev tests them.
    same_for_all='^(consume|structure)[.]|^docs[.](reference|evaluation|performance)'
    for preset in clang asan tsan; do
        build_and_test "$preset" --label-exclude slow --exclude-regex "$same_for_all"
    done
    cmake --build --preset clang --target bench_programs --parallel "$jobs"
    build_and_test dev
    tests/fuzz/run.sh --seconds 10
else
    build_and_test dev --label-exclude slow
fi
