#!/usr/bin/env bash
# programs.sh: what bench/report.sh and bench/paper/run.sh share: their common options, the build, the frame around each
# question, and the document at the end. Each sources it, after it has defined usage and set
#   room       the folder below bench/, as in the names of its programs
#   page       the document, and the folder beside it
#   questions  all that there are

root=$(CDPATH="" cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
quick=()
only=("${questions[@]}")
out=""
json=""
jobs=$(nproc)
build=""
failed=()

say() { printf 'spnn: %(%H:%M:%S)T  %s\n' -1 "$*" >&2; }
refuse() { echo "${0##*/}: $*" >&2; exit 2; }
needs() { [ -n "${2:-}" ] || refuse "$1 needs $3"; }
needs_number() { [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || refuse "$1 needs a number"; }

# common_option ARGUMENT...: reads the first, one that both scripts have; `more` is how many after it belong to it.
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
        *) echo "${0##*/}: unknown argument $1" >&2; usage >&2; exit 2 ;;
    esac
}

# Refuses questions that there are not.
check_questions() {
    local question
    for question in "${only[@]}"; do
        [[ " ${questions[*]} " == *" $question "* ]] || refuse "no question $question, only ${questions[*]}"
    done
}

# Makes absolute what was named relative to where the caller is.
fix_places() {
    out=$(realpath -m -- "${out:-$root/docs}")
    build=$(realpath -m -- "${build:-$root/build/release}")
    if [ -n "$json" ]; then json=$(realpath -m -- "$json"); fi
    raw=$out/$page/raw
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
    if ! { "${configure[@]}" && cmake --build "$build" --parallel "$jobs" --target "${room}_programs"; } \
        >"$scratch/log" 2>&1; then
        cat "$scratch/log" >&2
        say "the programs do not build"
        exit 1
    fi
}

# program NAME: its path, or nothing when it was left out.
program() { find "$build" -name "bench_${room}_$1" -type f -perm -u+x -print -quit; }

# Before $question is measured; an exit code other than 0 goes into `failure`.
begin() {
    say "$question starts"
    started=$SECONDS
    failure=0
}

# After it.
end() {
    took=$((SECONDS - started))
    if [ "$failure" -ne 0 ]; then failed+=("$question"); fi
}

# record ARGUMENT...: notes in run.json how the question ran.
record() {
    python3 "$root/bench/$room/record.py" --raw "$raw" --exit "$failure" --seconds "$took" --build "$build" \
        "${quick[@]}" "$@"
}

# Writes the document, and ends with 1 when a question has failed.
write_document() {
    local report=(python3 "$root/bench/$room/report.py" --raw "$raw" --out "$out" "${quick[@]}")
    say "writing the document"
    if [ -n "$json" ]; then report+=(--json "$json"); fi
    "${report[@]}"
    say "wrote $out/$page.md, $SECONDS s in all"
    if [ ${#failed[@]} -gt 0 ]; then
        say "failed: ${failed[*]}"
        exit 1
    fi
}
