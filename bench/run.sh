#!/usr/bin/env bash
# The door of the two reports. What one report has of its own stands in bench/<report>/questions.sh, which defines
#   introduction  prints what --help says of it, its own options last
#   questions     all that there are
#   own_option    reads an option of its own, as common_option does; fails where it is none
#   settle        refuses what cannot be meant, when all options are read
#   prepare       installs what its programs and peers need
#   measure       answers $question; an exit code other than 0 goes into `failure`
#   notes         what record.py is told beside the common things
set -euo pipefail

doors() {
    cat <<'HELP'
bench/run.sh evaluation|performance [OPTION...]
bench/run.sh [evaluation|performance] --help

  evaluation   the evaluation of the SPNN paper repeated, and attacks and defences besides: docs/evaluation.md
  performance  how fast the library is, beside peers and floors in the same run: docs/performance.md

bench/README.md says which question has its answer where, and how long that takes.
HELP
}

common_options() {
    cat <<HELP
  --only A,B         only these questions: ${questions[*]}.
                     Raw CSV of others that is there from before stays in the document, which says how each was made
  --out DIR          where the document goes (default: docs of the project)
  --json FILE        also writes every figure there
  --jobs N           compile with N jobs (default: as many as there are processors)
  --build DIR        where to build (default: build/release of the project)

Files are named relative to where you are. Exit code 1 when a program has failed; what the others measured is in the
document nevertheless.
HELP
}

usage() { introduction; common_options; }
say() { printf 'spnn: %(%H:%M:%S)T  %s\n' -1 "$*" >&2; }
refuse() { echo "bench/run.sh: $*" >&2; exit 2; }
needs() { [ -n "${2:-}" ] || refuse "$1 needs $3"; }
needs_number() { [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || refuse "$1 needs a number"; }

root=$(CDPATH="" cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
load=$(cut -d ' ' -f 1 /proc/loadavg) # before anything of ours runs
case "${1:-}" in
    evaluation | performance) report=$1; shift ;;
    -h | --help) doors; exit 0 ;;
    "") doors >&2; exit 2 ;;
    *) echo "bench/run.sh: no report $1" >&2; doors >&2; exit 2 ;;
esac
. "$root/bench/$report/questions.sh"

quick=()
only=("${questions[@]}")
out=$root/docs
json=""
jobs=$(nproc)
build=$root/build/release
failed=()

# common_option ARGUMENT...: reads the first, one that both reports have; `more` is how many after it belong to it.
common_option() {
    more=1
    case "$1" in
        --quick) quick=(--quick); more=0 ;;
        --only) needs "$1" "${2:-}" "questions"; IFS=, read -r -a only <<<"$2" ;;
        --out) needs "$1" "${2:-}" "a folder"; out=$2 ;;
        --json) needs "$1" "${2:-}" "a file"; json=$2 ;;
        --jobs) needs_number "$1" "${2:-}"; jobs=$2 ;;
        --build) needs "$1" "${2:-}" "a folder"; build=$2 ;;
        -h | --help) usage; exit 0 ;;
        *) echo "bench/run.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
    esac
}

# Makes absolute what was named relative to where the caller is.
fix_places() {
    out=$(realpath -m -- "$out")
    build=$(realpath -m -- "$build")
    if [ -n "$json" ]; then json=$(realpath -m -- "$json"); fi
    raw=$out/$report/raw
}

# asked QUESTION: whether it is among those of --only.
asked() { [[ " ${only[*]} " == *" $1 "* ]]; }

# install_packages PACKAGE...: those that are missing, and gnuplot where there is none.
install_packages() {
    local packages=("$@")
    command -v gnuplot >/dev/null || packages+=(gnuplot-nox)
    bash "$root/cmake/install_packages.sh" "${packages[@]}"
}

# Builds the programs, or ends with what the compiler said. Leaves us in the folder of the project, and $scratch, a
# folder that goes when the script ends.
build_programs() {
    local configure=(cmake -S "$root" -B "$build" -DSPNN_BUILD_BENCH=ON)
    exec </dev/null
    # Programs and measurements share a machine: nothing is compiled while something is measured.
    say "building the programs (some minutes the first time)"
    cd "$root"
    export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
    mkdir -p "$build"
    if [ ! -f "$build/CMakeCache.txt" ]; then
        configure=(cmake --preset release -B "$build" -DSPNN_BUILD_TESTS=OFF)
    fi
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    if ! { "${configure[@]}" && cmake --build "$build" --parallel "$jobs" --target "${report}_programs"; } \
        >"$scratch/log" 2>&1; then
        cat "$scratch/log" >&2
        say "the programs do not build"
        exit 1
    fi
}

# program NAME: its path, or nothing when it was left out.
program() { find "$build" -name "bench_${report}_$1" -type f -perm -u+x -print -quit; }

# Answers $question and notes in run.json how that went.
answer() {
    local started=$SECONDS took
    say "$question starts"
    failure=0
    measure
    took=$((SECONDS - started))
    if [ "$failure" -ne 0 ]; then
        failed+=("$question")
        say "$question FAILED after $took s (exit code $failure)"
    else
        say "$question took $took s"
    fi
    python3 "$root/bench/report/record.py" "$report" --raw "$raw" --question "$question" --exit "$failure" \
        --seconds "$took" --build "$build" "${quick[@]}" "${notes[@]}"
}

write_document() {
    local write=(python3 "$root/bench/report/write.py" "$report" --raw "$raw" --out "$out" "${quick[@]}")
    say "writing the document"
    if [ -n "$json" ]; then write+=(--json "$json"); fi
    "${write[@]}"
    say "wrote $out/$report.md, $SECONDS s in all"
}

while [ $# -gt 0 ]; do
    own_option "$@" || common_option "$@"
    shift $((1 + more))
done
for question in "${only[@]}"; do
    [[ " ${questions[*]} " == *" $question "* ]] || refuse "no question $question, only ${questions[*]}"
done
settle
fix_places
prepare
build_programs

mkdir -p "$raw"
for question in "${questions[@]}"; do
    if asked "$question"; then answer; fi
done
write_document
if [ ${#failed[@]} -gt 0 ]; then
    say "failed: ${failed[*]}"
    exit 1
fi
