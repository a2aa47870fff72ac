#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'HELP'
tests/fuzz/run.sh [--seconds N] [--minimize] [--help] [TARGET...]

Builds the fuzzers with clang++-14 into build/fuzz and runs each of them, one after the other; without TARGET all.
What they find beyond the corpus stays in build/fuzz/found/TARGET and is where the next run goes on.

  --seconds N   how long each target runs (default: 60)
  --minimize    afterwards takes into tests/fuzz/corpus what adds coverage: the smallest such inputs, no more than 24
                a target beside its seeds; remove one by hand that is no longer wanted
Exit code 1 when a target has found an input that breaks a promise; it is kept in build/fuzz/crashes.
HELP
}

seconds=60
minimize=false
targets=()
while [ $# -gt 0 ]; do
    case "$1" in
        --seconds)
            [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || { echo "run.sh: --seconds needs a number" >&2; exit 2; }
            seconds=$2
            shift
            ;;
        --minimize) minimize=true ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "run.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
        *) targets+=("$1") ;;
    esac
    shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
corpus=tests/fuzz/corpus
build=build/fuzz
most=24           # files a target in the corpus beside its seeds
largest=4096      # bytes of such a file

mkdir -p "$build/crashes"
CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}" cmake -S . -B "$build" -DCMAKE_CXX_COMPILER=clang++-14 \
    -DCMAKE_BUILD_TYPE=None -DSPNN_BUILD_FUZZERS=ON -DSPNN_BUILD_EXAMPLES=OFF -DSPNN_BUILD_BENCH=OFF \
    -DSPNN_INSTALL=OFF >"$build/configured.log" 2>&1 || { cat "$build/configured.log" >&2; exit 2; }
mapfile -t built <"$build/tests/fuzz/targets.txt"
if [ ${#targets[@]} -eq 0 ]; then targets=("${built[@]}"); fi
for target in "${targets[@]}"; do
    [[ " ${built[*]} " == *" $target "* ]] || { echo "run.sh: no target $target, only ${built[*]}" >&2; exit 2; }
done
cmake --build "$build" --target "${targets[@]/#/fuzz_}"

# The address sanitizer of Clang 14 refuses some kernels' random address layout.
fixed_layout=()
if setarch "$(uname -m)" --addr-no-randomize true 2>/dev/null; then
    fixed_layout=(setarch "$(uname -m)" --addr-no-randomize)
fi

# number NAME: the last value of a final statistic in $log.
number() { sed -n "s/^stat::$1: *//p" "$log" | tail -n 1; }
# field NAME: the last value of a field of the status lines in $log.
field() { sed -n "s/.* $1: \([0-9]*\) .*/\1/p" "$log" | tail -n 1; }

row() { printf '%-14s %12s %9s %7s %7s %10s %8s\n' "$@"; }
table=$(row target executions exec/s cov ft new-inputs crashes)
crashes=0
for target in "${targets[@]}"; do
    found=$build/found/$target
    log=$build/$target.log
    mkdir -p "$found"
    before=$(find "$build/crashes" -name "$target-*" | wc -l)
    echo "spnn: $target for $seconds s"
    status=0
    "${fixed_layout[@]}" "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -print_final_stats=1 \
        -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$build/crashes/$target-" "$found" "$corpus/$target" \
        >"$log" 2>&1 || status=$?
    here=$(($(find "$build/crashes" -name "$target-*" | wc -l) - before))
    if [ "$status" -ne 0 ] && [ "$here" -le 0 ]; then here=1; fi  # the same input as in an earlier run
    crashes=$((crashes + here))
    if [ "$status" -ne 0 ]; then tail -n 40 "$log"; fi
    table+=$'\n'$(row "$target" "$(number number_of_executed_units)" "$(number average_exec_per_sec)" \
        "$(field cov)" "$(field ft)" "$(number new_units_added)" "$here")

    if $minimize && [ "$status" -eq 0 ]; then
        added=$build/added/$target
        rm -rf "$added"
        mkdir -p "$added"
        cp -r "$corpus/$target/." "$added"
        "${fixed_layout[@]}" "$build/tests/fuzz/fuzz_$target" -set_cover_merge=1 -max_len="$largest" \
            "$added" "$found" >"$log.merge" 2>&1
        room=$((most - $(find "$corpus/$target" -type f ! -name 'seed_*' | wc -l)))
        while read -r _ file; do
            if [ "$room" -le 0 ]; then break; fi
            [ -e "$corpus/$target/$(basename "$file")" ] && continue
            cp "$file" "$corpus/$target/"
            room=$((room - 1))
        done < <(find "$added" -type f ! -name 'seed_*' -size -"$((largest + 1))"c -printf '%s %p\n' | sort -n)
    fi
done
echo "$table"

if [ "$crashes" -gt 0 ]; then
    echo "Inputs that break a promise are in $build/crashes. Replay one with"
    echo "    $build/tests/fuzz/fuzz_TARGET $build/crashes/TARGET-..."
    echo "and put it into $corpus/TARGET, named by its SHA-1, once the library is mended."
    exit 1
fi
