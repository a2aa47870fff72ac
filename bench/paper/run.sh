#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'HELP'
bench/paper/run.sh [OPTION...]

Repeats the evaluation of the SPNN paper: installs what is missing (Debian packages), builds, runs one program for each
question, and writes evaluation.md and evaluation/ (plots, raw CSV, run.json) into the folder of --out.

  --quick            few seeds, little training: shows in minutes that everything works; the document says so
  --only A,B         only these questions: accuracy, holders, sgld, labels, similarity, time. Raw CSV of others that is
                     there from before stays in the document, which says how each was made
  --data DIR         the data sets that are not shipped: distress/, creditcard/, handbook/, fate/
                     (default: shared/data beside the project, where it exists)
  --creditcard FILE  the complete creditcard.csv of Kaggle, ULB (150,828,752 bytes), in place of a sample
  --out DIR          where the document goes (default: docs of the project)
  --json FILE        also writes every figure there
  --sets A,B         only these data sets, of those that there are
  --seeds N          how often everything is repeated (default: 5; with --quick 2)
  --jobs N           compile with N jobs (default: as many as there are processors)
  --build DIR        where to build (default: build/release of the project)

Files are named relative to where you are. Without --data and beside no shared/data it runs on what the project ships
and simulates. Exit code 1 when a program has failed; what the others measured is in the document nevertheless.
HELP
}

say() { printf 'spnn: %(%H:%M:%S)T  %s\n' -1 "$*" >&2; }
refuse() { echo "run.sh: $*" >&2; exit 2; }
needs() { [ -n "${2:-}" ] || refuse "$1 needs $3"; }
needs_number() { [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || refuse "$1 needs a number"; }

questions=(accuracy holders sgld labels similarity time)
quick=()
sets=()
only=("${questions[@]}")
data=""
creditcard=""
out=""
json=""
seeds=""
jobs=$(nproc)
build=""
while [ $# -gt 0 ]; do
    case "$1" in
        --quick) quick=(--quick) ;;
        --only) needs "$1" "${2:-}" "questions"; IFS=, read -r -a only <<<"$2"; shift ;;
        --data) needs "$1" "${2:-}" "a folder"; data=$2; shift ;;
        --creditcard) needs "$1" "${2:-}" "a file"; creditcard=$2; shift ;;
        --out) needs "$1" "${2:-}" "a folder"; out=$2; shift ;;
        --json) needs "$1" "${2:-}" "a file"; json=$2; shift ;;
        --sets) needs "$1" "${2:-}" "data sets"; sets=(--sets "$2"); shift ;;
        --seeds) needs_number "$1" "${2:-}"; seeds=$2; shift ;;
        --jobs) needs_number "$1" "${2:-}"; jobs=$2; shift ;;
        --build) needs "$1" "${2:-}" "a folder"; build=$2; shift ;;
        -h | --help) usage; exit 0 ;;
        *) echo "run.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

for question in "${only[@]}"; do
    [[ " ${questions[*]} " == *" $question "* ]] || refuse "no question $question, only ${questions[*]}"
done

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ -z "$seeds" ]; then
    seeds=5
    if [ ${#quick[@]} -gt 0 ]; then seeds=2; fi
fi
if [ -z "$data" ] && [ -d "$root/../shared/data" ]; then data=$root/../shared/data; fi
out=$(realpath -m -- "${out:-$root/docs}")
build=$(realpath -m -- "${build:-$root/build/release}")
if [ -n "$json" ]; then json=$(realpath -m -- "$json"); fi

# What the programs are told, and the names of the data for run.json, which holds no paths.
told=(--shipped "$root/examples/data" --seeds "$seeds" "${quick[@]}" "${sets[@]}")
named=(--data "shipped breast cancer" --data "simulated payments")
if [ -n "$data" ]; then
    [ -d "$data" ] || refuse "--data $data: no such folder"
    data=$(realpath -- "$data")
    told+=(--data "$data")
    for set in distress handbook fate creditcard; do
        [ -d "$data/$set" ] || continue
        if [ "$set" = creditcard ] && [ -n "$creditcard" ]; then continue; fi
        named+=(--data "$set$([ "$set" != creditcard ] || echo ' (sample)')")
    done
fi
if [ -n "$creditcard" ]; then
    [ -f "$creditcard" ] || refuse "--creditcard $creditcard: no such file"
    size=$(stat -L -c %s -- "$creditcard")
    [ "$size" -eq 150828752 ] ||
        refuse "--creditcard $creditcard has $size bytes, the complete creditcard.csv of Kaggle (ULB) has 150828752"
    sum=$(sha256sum <"$creditcard")
    [ "${sum%% *}" = 76274b691b16a6c49d3f159c883398e03ccd6d1ee12d9d8ee38f4b4b98551a89 ] ||
        refuse "--creditcard $creditcard has the right size and another SHA-256 than the creditcard.csv of Kaggle (ULB)"
    told+=(--creditcard "$(realpath -- "$creditcard")")
    named+=(--data "creditcard (complete)")
fi

packages=(g++ cmake ninja-build libboost-dev libxtensor-dev libgmp-dev zlib1g-dev libcli11-dev nlohmann-json3-dev python3)
command -v gnuplot >/dev/null || packages+=(gnuplot-nox)
bash "$root/cmake/install_packages.sh" "${packages[@]}"
exec </dev/null

# Programs and measurements share a machine: nothing is compiled while something is measured.
say "building the programs (some minutes the first time)"
cd "$root"
export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
mkdir -p "$build"
configure=(cmake -S "$root" -B "$build" -DSPNN_BUILD_BENCH=ON)
if [ ! -f "$build/CMakeCache.txt" ]; then
    configure=(cmake --preset release -B "$build" -DSPNN_BUILD_TESTS=OFF)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${configure[@]}" && cmake --build "$build" --parallel "$jobs" --target paper_programs; } >"$log" 2>&1; then
    cat "$log" >&2
    say "the programs do not build"
    exit 1
fi

raw=$out/evaluation/raw
mkdir -p "$raw"
failed=()

# whole_lines FILE: drops a last line that was cut off, and a file that holds no measurement.
whole_lines() {
    [ -f "$1" ] || return 0
    if [ -n "$(tail -c 1 -- "$1")" ]; then sed -i '$d' -- "$1"; fi
    if [ "$(wc -l <"$1")" -lt 2 ]; then rm -f -- "$1"; fi
}

# measure QUESTION: runs its program; what it has written stays, also when it fails.
measure() {
    local question=$1 program started=$SECONDS code=0
    rm -f -- "$raw/$question.csv"
    program=$(find "$build" -name "bench_paper_$question" -type f -perm -u+x -print -quit)
    say "$question starts"
    if [ -z "$program" ]; then
        say "$question: bench_paper_$question is not there"
        code=127
    else
        "$program" "${told[@]}" --out "$raw/$question.csv" >&2 || code=$?
    fi
    local took=$((SECONDS - started))
    if [ "$code" -ne 0 ]; then
        failed+=("$question")
        whole_lines "$raw/$question.csv"
        say "$question FAILED after $took s (exit code $code)"
    else
        say "$question took $took s"
    fi
    python3 "$root/bench/paper/record.py" --raw "$raw" --program "$question" --exit "$code" --seconds "$took" \
        --seeds "$seeds" --build "$build" "${quick[@]}" "${named[@]}"
}

for question in "${questions[@]}"; do
    if [[ " ${only[*]} " == *" $question "* ]]; then measure "$question"; fi
done

say "writing the document"
report=(python3 "$root/bench/paper/report.py" --raw "$raw" --out "$out" "${quick[@]}")
if [ -n "$json" ]; then report+=(--json "$json"); fi
"${report[@]}"
say "wrote $out/evaluation.md, $SECONDS s in all"
if [ ${#failed[@]} -gt 0 ]; then
    say "failed: ${failed[*]}"
    exit 1
fi
