# What bench/run.sh asks in the performance report; it says what is defined here.

questions=(epochs distress products streams paillier traffic estimate growth compile)

introduction() {
    cat <<'HELP'
bench/run.sh performance [OPTION...]

Shows how fast the library is, beside peers and floors in the same run: installs what is missing (Debian packages;
python-paillier from PyPI, into build/tools/peers), builds, measures one question after the other, and writes
performance.md and performance/ (plots, raw CSV, run.json) into the folder of --out. Peers that cannot be had are named
in the lines where they are missing. For figures worth keeping the machine should have nothing else to do. Targets that
are not met are no failure.

  --quick            small sizes, few repetitions: minutes; the document says so
  --long             also an `encrypted` epoch on all rows and the memory of 20 million rows: some ten minutes more,
                     10 GiB
HELP
}

long=false
own_option() {
    more=0
    case "$1" in
        --long) long=true ;;
        *) return 1 ;;
    esac
}

peers=$root/build/tools/peers

# What programs and peers need; then the cores they run on, one thread each.
prepare() {
    local package
    install_packages g++ cmake ninja-build libboost-dev libxtensor-dev libgmp-dev libcli11-dev python3
    for package in libeigen3-dev libopenblas-dev python3-torch python3-venv; do
        bash "$root/cmake/install_packages.sh" "$package" || say "going on without $package"
    done
    if asked paillier && ! "$peers/bin/python" -c 'import phe, gmpy2' 2>/dev/null; then
        if [ -x "$peers/bin/python" ] || /usr/bin/python3 -m venv "$peers" >&2; then
            "$peers/bin/python" -m pip --quiet --disable-pip-version-check install phe==1.5.0 >&2 ||
                say "going on without python-paillier"
            "$peers/bin/python" -m pip --quiet --disable-pip-version-check install gmpy2 >&2 || say "going on without gmpy2"
        fi
    fi
    unset SPNN_CPU
    export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
    mapfile -t cores < <(python3 -c 'import os; print(*sorted(os.sched_getaffinity(0))[:2], sep="\n")')
    two=$(IFS=,; echo "${cores[*]}")
    one=${cores[0]}
}

# What a full run does.
rounds=5
repetitions=3
encrypted_rows=25000
encrypted_rounds=3
traffic=(--rows 10000 --megabits 1,10,100,1000)
estimate_rows=25000 # in counts and by encrypted
growth_rows=(10000 20000 50000 100000 200000)
growth_encrypted=(5000 10000 20000)
growth_columns=(14 28 56 112)
growth_holders=(2 3 4 5)
growth_rounds=3
memory=(200000 2000000)
small=()
few=()

# The sizes of a quick run and of a long one.
settle() {
    if $long && [ ${#quick[@]} -gt 0 ]; then refuse "--quick and --long exclude each other"; fi
    if [ ${#quick[@]} -gt 0 ]; then
        rounds=2
        repetitions=2
        encrypted_rows=5000
        encrypted_rounds=1
        traffic=(--rows 2500 --megabits 10,100,1000)
        estimate_rows=1000
        growth_rows=(10000 20000 40000)
        growth_encrypted=()
        growth_columns=(14 28)
        growth_holders=(2 3)
        growth_rounds=1
        memory=(20000 200000)
        small=(--small)
        few=(--few)
    elif $long; then
        encrypted_rows=227845
        memory+=(20000000)
    fi
    notes=(--rounds "$rounds" --load "$load")
}

tiers=(portable avx2 avx512)

# put ROW: a row of our own.
put() { printf '%s\n' "$1" >>"$raw/$question.csv"; }

# collect CORES COMMAND...: runs it on these cores and keeps its rows; what was printed before a failure stays.
collect() {
    local on=$1 code=0
    shift
    taskset -c "$on" "$@" >"$scratch/rows" || code=$?
    if [ -n "$(tail -c 1 "$scratch/rows")" ]; then sed -i '$d' "$scratch/rows"; fi # a line that was cut off
    tail -n +2 "$scratch/rows" >>"$raw/$question.csv"
    if [ "$code" -ne 0 ]; then
        say "$question: exit code $code of $*"
        failure=$code
    fi
}

# ours CORES PROGRAM ARGUMENTS...
ours() {
    local on=$1 path
    path=$(program "$2")
    shift 2
    if [ -z "$path" ]; then failure=127; say "$question: a program is not there"; return; fi
    collect "$on" "$path" "$@"
}
# The same with SPNN_CPU.
ours_with() {
    local tier=$1
    shift
    SPNN_CPU=$tier ours "$@"
}

torch() { collect "$one" /usr/bin/python3 "$root/bench/peers/torch_epoch.py" "$@"; }

measure_epochs() {
    local of=(--of epoch --repetitions "$repetitions") round
    for ((round = 0; round < rounds; ++round)); do
        ours "$one" epochs --protocols plain,floor "${of[@]}"
        torch fraud --repetitions "$repetitions"
        ours "$two" epochs --protocols masked,masked32,shared,encrypted_rlwe "${of[@]}"
    done
    of=(--of epoch --repetitions 1 --rows "$encrypted_rows" --threads "${#cores[@]}" --once)
    for ((round = 0; round < encrypted_rounds; ++round)); do
        ours "$two" epochs --protocols encrypted,encrypted_narrow "${of[@]}"
        ours_with avx2 "$two" epochs --protocols encrypted "${of[@]}"
    done
}

measure_distress() {
    local round
    for ((round = 0; round < rounds; ++round)); do
        ours "$two" distress --repetitions "$repetitions"
        torch distress --repetitions "$repetitions"
        if [ -n "$(program distress_blas)" ]; then
            ours "$two" distress_blas --repetitions "$repetitions"
        elif [ "$round" -eq 0 ]; then
            put "distress.masked.blas,no BLAS with cblas.h was found,missing,"
            put "distress.plain.blas,no BLAS with cblas.h was found,missing,"
        fi
    done
}

# Whether the processor has what a tier needs.
has_tier() {
    case $1 in
        portable) ;;
        avx2) grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo ;;
        avx512) grep -qw avx512f /proc/cpuinfo && grep -qw avx512dq /proc/cpuinfo ;;
    esac
}

measure_products() {
    local round tier
    for ((round = 0; round < rounds; ++round)); do
        for tier in "${tiers[@]}"; do
            if ! has_tier "$tier"; then
                put "product.ours,this machine lacks the instruction set,missing,tier=$tier"
                put "product.eigen,this machine lacks the instruction set,missing,tier=$tier"
                [ "$tier" != avx512 ] || put "product.floor,this machine lacks the instruction set,missing,"
                continue
            fi
            ours_with "$tier" "$one" products --repetitions "$repetitions" "${small[@]}"
            if [ -n "$(program "eigen_$tier")" ]; then
                ours "$one" "eigen_$tier" --repetitions "$repetitions" "${small[@]}"
            else
                put "product.eigen,Eigen was not found,missing,tier=$tier"
            fi
        done
    done
    if [ ${#small[@]} -gt 0 ]; then
        for what in ours floor eigen; do put "product.$what,left out of a quick run,missing,shape=1024x1024x1024"; done
    fi
}

measure_streams() {
    local round tier what
    for ((round = 0; round < rounds; ++round)); do
        for tier in "${tiers[@]}"; do
            if has_tier "$tier"; then
                ours_with "$tier" "$one" streams --repetitions "$repetitions"
            else
                for what in prg encode mask; do
                    put "$what.ours,this machine lacks the instruction set,missing,tier=$tier"
                    put "$what.floor,this machine lacks the instruction set,missing,tier=$tier"
                done
            fi
        done
    done
}

measure_paillier() {
    local round python=/usr/bin/python3
    if [ -x "$peers/bin/python" ]; then python=$peers/bin/python; fi
    for ((round = 0; round < rounds; ++round)); do
        ours "$one" paillier --repetitions "$repetitions"
        collect "$one" "$python" "$root/bench/peers/paillier_peer.py" --repetitions "$repetitions"
    done
}

measure_traffic() {
    local round
    for ((round = 0; round < (rounds + 1) / 2; ++round)); do
        ours "$two" traffic "${traffic[@]}" --threads "${#cores[@]}"
    done
}

measure_estimate() {
    local round slow=(--rows "$estimate_rows" --threads "${#cores[@]}")
    ours "$two" estimate --counts "${slow[@]}"
    for ((round = 0; round < rounds; ++round)); do ours "$two" estimate --protocols masked,shared,encrypted_rlwe; done
    for ((round = 0; round < encrypted_rounds; ++round)); do
        ours "$two" estimate --protocols encrypted "${slow[@]}"
    done
}

measure_growth() {
    local round n common=(--of growth --repetitions 1)
    local fast=("${common[@]}" --protocols plain,masked,shared)
    local slow=("${common[@]}" --protocols encrypted --threads "${#cores[@]}" --once)
    growth_of() {
        ours "$two" epochs --rows 20000 "$@" "${fast[@]}"
        if [ ${#growth_encrypted[@]} -gt 0 ]; then ours "$two" epochs --rows 20000 "$@" "${slow[@]}"; fi
    }
    for ((round = 0; round < growth_rounds; ++round)); do
        for n in "${growth_rows[@]}"; do ours "$two" epochs --rows "$n" "${fast[@]}"; done
        for n in "${growth_encrypted[@]}"; do ours "$two" epochs --rows "$n" "${slow[@]}"; done
        for n in "${growth_columns[@]}"; do
            if [ "$n" -ne 28 ]; then growth_of --columns "$n"; fi
        done
        for n in "${growth_holders[@]}"; do
            if [ "$n" -ne 2 ]; then growth_of --holders "$n"; fi
        done
    done
    for n in "${memory[@]}"; do ours "$two" memory --rows "$n"; done
}

measure_compile() {
    collect "$two" python3 "$root/bench/performance/compile_time.py" --repetitions "$repetitions" "${few[@]}"
}

measure() {
    echo name,value,unit,parameters >"$raw/$question.csv"
    "measure_$question"
}
