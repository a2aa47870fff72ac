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

room=paper
page=evaluation
questions=(accuracy holders sgld labels similarity time)
. "$(dirname "${BASH_SOURCE[0]}")/../programs.sh"

sets=()
data=""
creditcard=""
seeds=""
while [ $# -gt 0 ]; do
    case "$1" in
        --data) needs "$1" "${2:-}" "a folder"; data=$2; shift ;;
        --creditcard) needs "$1" "${2:-}" "a file"; creditcard=$2; shift ;;
        --sets) needs "$1" "${2:-}" "data sets"; sets=(--sets "$2"); shift ;;
        --seeds) needs_number "$1" "${2:-}"; seeds=$2; shift ;;
        *) common_option "$@"; shift "$more" ;;
    esac
    shift
done

check_questions
if [ -z "$seeds" ]; then
    seeds=5
    if [ ${#quick[@]} -gt 0 ]; then seeds=2; fi
fi
if [ -z "$data" ] && [ -d "$root/../shared/data" ]; then data=$root/../shared/data; fi
fix_places

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

install_packages g++ cmake ninja-build libboost-dev libxtensor-dev libgmp-dev zlib1g-dev libcli11-dev \
    nlohmann-json3-dev python3
build_programs

mkdir -p "$raw"

# whole_lines FILE: drops a last line that was cut off, and a file that holds no measurement.
whole_lines() {
    [ -f "$1" ] || return 0
    if [ -n "$(tail -c 1 -- "$1")" ]; then sed -i '$d' -- "$1"; fi
    if [ "$(wc -l <"$1")" -lt 2 ]; then rm -f -- "$1"; fi
}

# Runs the program of the question; what it has written stays, also when it fails.
measure() {
    local path
    path=$(program "$question")
    if [ -z "$path" ]; then
        say "$question: bench_paper_$question is not there"
        failure=127
    else
        "$path" "${told[@]}" --out "$raw/$question.csv" >&2 || failure=$?
    fi
}

for question in "${questions[@]}"; do
    asked "$question" || continue
    rm -f -- "$raw/$question.csv"
    begin
    measure
    end
    if [ "$failure" -ne 0 ]; then
        whole_lines "$raw/$question.csv"
        say "$question FAILED after $took s (exit code $failure)"
    else
        say "$question took $took s"
    fi
    record --program "$question" --seeds "$seeds" "${named[@]}"
done
write_document
