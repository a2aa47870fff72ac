#!/usr/bin/env bash
# Every role of a run as a process of its own on this machine: makes certificates and configurations, aligns two files,
# trains, predicts, serves predictions for new rows, and compares with a simulation of the same run.
set -euo pipefail

usage() {
    cat <<'HELP'
examples/deployment.sh [--transport tls|tcp|grpc|mpi] [--protocol masked|shared|encrypted] [--epochs N]
                       [--network NAME|TEXT] [--ring z2k<64>|z2k<32>] [--cipher rlwe|paillier] [--security-bits N]
                       [--folder DIR] [--program FILE] [--crash PARTY] [--quiet] [--help]

  --transport T   how the parties are linked (default tls)
  --protocol P    the first layer (default masked)
  --epochs N      (default 20)
  --network N     a name that spnn_party --networks lists, or a text such as "d-16-8-1 relu" (default 8-8-1)
  --ring R        what masked and shared compute in (default z2k<64>); z2k<32> with 10 bits of fraction
  --cipher C      of protocol encrypted (default rlwe)
  --security-bits N
                  of protocol encrypted (default 128); paillier has 112, too
  --folder DIR    where certificates, configurations and each party's state go (default: a new temporary folder, removed)
  --program FILE  the program spnn_party (default: built into build/release)
  --crash PARTY   kills that party in the middle of training, and resumes
  --quiet         only the last line

The last line on the standard output is a JSON object: transport, protocol, equal_to_simulation, test_auc,
seconds_per_epoch.
HELP
}

transport=tls protocol=masked epochs=20 network=8-8-1 ring="z2k<64>" cipher=rlwe security_bits=128
folder="" program="" crash="" quiet=false
while [ $# -gt 0 ]; do
    case "$1" in
        --transport | --protocol | --epochs | --network | --ring | --cipher | --security-bits | --folder | --program | --crash)
            [ $# -ge 2 ] || { echo "deployment.sh: $1 needs a value" >&2; exit 2; }
            name=${1#--}
            printf -v "${name//-/_}" '%s' "$2"
            shift
            ;;
        --quiet) quiet=true ;;
        -h | --help) usage; exit 0 ;;
        *) echo "deployment.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
say() { if ! $quiet; then echo "$@"; fi; }

if [ -z "$program" ]; then
    packages=(g++ cmake ninja-build pkg-config openssl libboost-dev libxtensor-dev libgmp-dev zlib1g-dev libcli11-dev
        nlohmann-json3-dev libssl-dev libsodium-dev)
    case "$transport" in
        grpc) packages+=(libgrpc++-dev) ;;
        mpi) packages+=(libopenmpi-dev openmpi-bin) ;;
    esac
    bash "$root/cmake/install_packages.sh" "${packages[@]}" >&2
    cmake -S "$root" --preset release -G Ninja -DSPNN_BUILD_TESTS=OFF -DSPNN_BUILD_BENCH=OFF >&2
    cmake --build "$root/build/release" --target spnn_party >&2
    program=$root/build/release/examples/spnn_party
fi

declare -A pid=()
temporary=""
clean_up() {
    local party
    for party in "${!pid[@]}"; do kill -KILL "${pid[$party]}" 2>/dev/null || true; done
    [ -z "$temporary" ] || rm -rf "$temporary"
}
trap clean_up EXIT
if [ -z "$folder" ]; then
    temporary=$(mktemp -d)
    folder=$temporary
fi
mkdir -p "$folder/certificates" "$folder/data" "$folder/config" "$folder/log"

parties=(coordinator server holder_1 holder_2)
[ "$protocol" != shared ] || parties+=(dealer)
numbers="\"ring\": \"$ring\""
[ "$ring" != "z2k<32>" ] || numbers+=", \"fraction_bits\": 10, \"range_bits\": 10"

# Certificates: one authority, and a certificate by name for each party.
make_certificates() {
    cd "$folder/certificates"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=spnn test authority" \
        -keyout authority.key -out authority.pem 2>/dev/null
    local party
    for party in "${parties[@]}"; do
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$party" \
            -keyout "$party.key" -out "$party.csr" 2>/dev/null
        openssl x509 -req -in "$party.csr" -CA authority.pem -CAkey authority.key -CAcreateserial -days 1 \
            -extfile <(printf 'subjectAltName=DNS:%s.test' "${party//_/-}") -out "$party.pem" 2>/dev/null
        chmod 600 "$party.key"
    done
    cd - >/dev/null
}

# Two parties know the same patients by one id, each in its own order, and each has some that the other does not know.
# The last rows of both are new: they are not trained on.
make_data() {
    local shipped=$root/examples/data/breast_cancer file
    for file in hospital laboratory; do
        head -n 1 "$shipped/$file.csv" >"$folder/data/$file.csv"
        cp "$folder/data/$file.csv" "$folder/data/new_$file.csv"
    done
    tail -n +2 "$shipped/hospital.csv" | sort | awk -v d="$folder/data" \
        '{ print >> (d (NR % 17 ? "/hospital.csv" : "/unmatched")) } NR % 20 == 0 { print >> (d "/new_hospital.csv") }'
    tail -n +2 "$shipped/laboratory.csv" | sort -r | awk -v d="$folder/data" \
        '{ print >> (d (NR % 13 ? "/laboratory.csv" : "/unmatched")) } NR % 3 { print >> (d "/new_laboratory.csv") }'
}

# free_ports N: N ports of the loopback interface that nobody listens at now.
free_ports() {
    python3 -c 'import socket, sys
taken = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in taken: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in taken])' "$1"
}

make_configurations() {
    local ports port i other
    read -ra ports <<<"$(free_ports ${#parties[@]})"
    for i in "${!parties[@]}"; do
        local self=${parties[$i]}
        {
            echo "{ \"run\": \"deployment example\", \"self\": \"$self\", \"transport\": \"$transport\","
            echo "  \"listen\": \"127.0.0.1:${ports[$i]}\", \"state\": \"../state/$self\", \"private_seed\": 7,"
            echo "  \"certificate\": \"../certificates/$self.pem\", \"private_key\": \"../certificates/$self.key\","
            echo "  \"authorities\": \"../certificates/authority.pem\", \"timeout_seconds\": 60, \"silence_seconds\": 10,"
            echo "  \"start_within_seconds\": 60,"
            echo "  \"policy\": { \"protocols\": [\"$protocol\"], \"rings\": [\"$ring\"], \"networks\": [\"$network\"], \"ciphers\": [\"$cipher\"], \"min_security_bits\": $security_bits, \"intersection_only\": true },"
            case "$self" in
                coordinator) echo "  \"plan\": { \"protocol\": \"$protocol\", \"network\": \"$network\", \"holders\": 2,
                \"label_owner\": \"holder_1\", \"epochs\": $epochs, \"batch\": 32, \"learning_rate\": 0.01,
                \"cipher\": \"$cipher\", \"security_bits\": $security_bits, $numbers }," ;;
                holder_1) echo "  \"data\": { \"file\": \"../data/hospital.csv\", \"label_column\": \"y\" },"
                          echo "  \"new_rows\": { \"file\": \"../data/new_hospital.csv\", \"label_column\": \"y\" }," ;;
                holder_2) echo "  \"data\": { \"file\": \"../data/laboratory.csv\" },"
                          echo "  \"new_rows\": { \"file\": \"../data/new_laboratory.csv\" }," ;;
            esac
            echo "  \"parties\": {"
            local comma=""
            for other in "${!parties[@]}"; do
                [ "$other" != "$i" ] || continue
                printf '%s    "%s": { "address": "127.0.0.1:%s", "certificate_name": "%s.test", "rank": %s }' "$comma" \
                    "${parties[$other]}" "${ports[$other]}" "${parties[$other]//_/-}" "$other"
                comma=$',\n'
            done
            echo
            echo "  } }"
        } >"$folder/config/$self.json"
    done
}

# start [ARGUMENT of every party]...: all parties but the coordinator, in the background.
start() {
    local party
    for party in "${parties[@]:1}"; do
        "$program" --config "$folder/config/$party.json" "$@" 2>>"$folder/log/$party" &
        pid[$party]=$!
    done
}

# finish: waits for all parties; fails when one of them has.
finish() {
    local party status=0
    for party in "${!pid[@]}"; do wait "${pid[$party]}" 2>/dev/null || status=1; done
    pid=()
    return $status
}

# run [--predict | --resume]: a whole run, the coordinator in the foreground.
run() {
    local of_all=() of_coordinator=()
    case "${1:-}" in
        --predict) of_coordinator=(--predict) ;;
        --resume) of_all=(--resume) ;;
    esac
    if [ "$transport" = mpi ]; then
        local command=() party
        for party in "${parties[@]}"; do
            [ ${#command[@]} -eq 0 ] || command+=(:)
            command+=(-n 1 "$program" --config "$folder/config/$party.json")
            if [ "$party" = coordinator ]; then command+=("${of_coordinator[@]}"); else command+=("${of_all[@]}"); fi
        done
        OMPI_MCA_plm=isolated mpiexec --allow-run-as-root --oversubscribe "${command[@]}" 2>>"$folder/log/mpi"
        return
    fi
    start "${of_all[@]}"
    local status=0
    "$program" --config "$folder/config/coordinator.json" "${of_coordinator[@]}" 2>>"$folder/log/coordinator" || status=1
    finish || status=1
    [ $status -eq 0 ] || tail -n 1 "$folder/log/coordinator" >&2
    return $status
}

# Kills a party once it has trained for some epochs; all the others must end by themselves.
crash_and_resume() {
    start
    local victim=$crash
    ("$program" --config "$folder/config/coordinator.json" 2>>"$folder/log/coordinator" || true) | while read -r line; do
        say "$line"
        if [ -n "$crash" ] && [[ "$line" == "epoch $((epochs / 2)) "* ]]; then
            kill -KILL "${pid[$crash]}"
            crash=""
        fi
    done
    finish 2>/dev/null || true
    say "after the crash of $victim: $(tail -n 1 "$folder/log/coordinator")"
    run --resume
}

make_certificates
make_data
make_configurations
say "parties: ${parties[*]}, each a process, linked by $transport; protocol $protocol"
exec 3>&1
if $quiet; then exec 3>/dev/null; fi
if [ -n "$crash" ]; then crash_and_resume >&3; else run >&3; fi
say "predictions for new rows:"
run --predict >&3
if ! $quiet; then head -n 4 "$folder/state/holder_1/new_predictions.csv"; fi
compared=()
for party in "${parties[@]}"; do compared+=(--config "$folder/config/$party.json"); done
"$program" --compare "${compared[@]}"
