# What bench/run.sh asks in the evaluation of the paper; it says what is defined here.

questions=(accuracy holders sgld labels similarity time)

introduction() {
    cat <<'HELP'
bench/run.sh evaluation [OPTION...]

Repeats the evaluation of the SPNN paper: installs what is missing (Debian packages), builds, runs one program for each
question, and writes evaluation.md and evaluation/ (plots, raw CSV, run.json) into the folder of --out. Without --data
and beside no shared/data it runs on what the project ships and simulates.

  --quick            few seeds, little training: shows in minutes that everything works; the document says so
  --data DIR         the data sets that are not shipped: distress/, creditcard/, handbook/, fate/
                     (default: shared/data beside the project, where it exists)
  --creditcard FILE  the complete creditcard.csv of Kaggle, ULB (150,828,752 bytes), in place of a sample
  --sets A,B         only these data sets, of those that there are
  --seeds N          how often everything is repeated (default: 5; with --quick 2)
HELP
}

sets=()
data=""
creditcard=""
seeds=""
own_option() {
    more=1
    case "$1" in
        --data) needs "$1" "${2:-}" "a folder"; data=$2 ;;
        --creditcard) needs "$1" "${2:-}" "a file"; creditcard=$2 ;;
        --sets) needs "$1" "${2:-}" "data sets"; sets=(--sets "$2") ;;
        --seeds) needs_number "$1" "${2:-}"; seeds=$2 ;;
        *) return 1 ;;
    esac
}

# What the programs are told, and in `notes` the names of the data, for run.json holds no paths.
settle() {
    local set size sum
    if [ -z "$seeds" ]; then
        seeds=5
        if [ ${#quick[@]} -gt 0 ]; then seeds=2; fi
    fi
    if [ -z "$data" ] && [ -d "$root/../shared/data" ]; then data=$root/../shared/data; fi
    told=(--shipped "$root/examples/data" --seeds "$seeds" "${quick[@]}" "${sets[@]}")
    notes=(--seeds "$seeds" --data "shipped breast cancer" --data "simulated payments")
    if [ -n "$data" ]; then
        [ -d "$data" ] || refuse "--data $data: no such folder"
        data=$(realpath -- "$data")
        told+=(--data "$data")
        for set in distress handbook fate creditcard; do
            [ -d "$data/$set" ] || continue
            if [ "$set" = creditcard ] && [ -n "$creditcard" ]; then continue; fi
            notes+=(--data "$set$([ "$set" != creditcard ] || echo ' (sample)')")
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
        notes+=(--data "creditcard (complete)")
    fi
}

prepare() {
    install_packages g++ cmake ninja-build libboost-dev libxtensor-dev libgmp-dev zlib1g-dev libcli11-dev \
        nlohmann-json3-dev python3
}

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
    rm -f -- "$raw/$question.csv"
    if [ -z "$path" ]; then
        say "$question: bench_evaluation_$question is not there"
        failure=127
    else
        "$path" "${told[@]}" --out "$raw/$question.csv" >&2 || failure=$?
    fi
    if [ "$failure" -ne 0 ]; then whole_lines "$raw/$question.csv"; fi
}
