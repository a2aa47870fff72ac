#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'HELP'
tests/run.sh [--full[=PART,...]] [--jobs N] [--help]

Installs what is missing (Debian packages; Conan and clang-format from PyPI, into build/tools), builds into build/<preset>, and runs the tests.

  (nothing)     the quick tier: preset dev, every test but those labelled "slow"
  --full        the full tier: the quick tier and all parts below
  --full=A,B    only these parts of it:
                  clang       the quick tier under the preset clang, and the benchmarks, which are only built
                  asan, tsan  the quick tier under that preset; as in clang without what is the same under all
                  slow        the tests labelled "slow", preset dev
                  fuzz        every fuzzer for a while
  --jobs N      compile and test with N jobs (default: as many as there are processors)
HELP
}

parts=(clang asan tsan slow fuzz)
wanted=(quick)
jobs=$(nproc)
while [ $# -gt 0 ]; do
    case "$1" in
        --full) wanted=("${parts[@]}" quick) ;;
        --full=*)
            IFS=, read -r -a wanted <<<"${1#--full=}"
            [ ${#wanted[@]} -gt 0 ] || { echo "tests/run.sh: --full= needs parts: ${parts[*]}" >&2; exit 2; }
            for part in "${wanted[@]}"; do
                [[ " ${parts[*]} " == *" $part "* ]] ||
                    { echo "tests/run.sh: no part $part of the full tier, only ${parts[*]}" >&2; exit 2; }
            done
            ;;
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

# wants PART
wants() { [[ " ${wanted[*]} " == *" $1 "* ]]; }

packages=(g++ cmake ninja-build make libboost-dev libxtensor-dev libgmp-dev zlib1g-dev doctest-dev libbenchmark-dev
    libcli11-dev nlohmann-json3-dev python3 ccache pkg-config openssl libssl-dev libgrpc++-dev libopenmpi-dev openmpi-bin
    libsodium-dev libzip-dev libopenblas-dev python3-numpy python3-venv clang-14 clang-tidy-14 clang-19 doxygen nodejs
    gnuplot-nox)
if wants fuzz; then packages+=(libclang-rt-14-dev); fi
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

# Consumers bring their compilers, documents and the look of the code need none: preset dev tests them.
same_for_all='^(consume|structure)[.]|^docs[.](reference|bench|evaluation|performance)'
for preset in clang asan tsan; do
    if wants $preset; then build_and_test $preset --label-exclude slow --exclude-regex "$same_for_all"; fi
done
if wants clang; then cmake --build --preset clang --target bench_programs --parallel "$jobs"; fi
if wants quick && wants slow; then
    build_and_test dev
elif wants quick; then
    build_and_test dev --label-exclude slow
elif wants slow; then
    build_and_test dev --label-regex '^slow$'
fi
if wants fuzz; then tests/fuzz/run.sh --seconds 10; fi
