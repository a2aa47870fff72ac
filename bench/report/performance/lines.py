"""What the report compares, section by section: sources, peers, floors and targets."""

from report.performance.compare import Line, Source, Sum

FRAUD_ROWS = 227845
PLAIN = Source("epoch.torch", {"rows": FRAUD_ROWS})
PLAIN_NAME = "PyTorch, one thread"
DISTRESS = Source("distress.torch")
SHAPES = ("5000x28x8", "256x784x128", "1024x1024x1024")
STREAMS = {"prg": "key stream of a seed", "encode": "fixed-point encoding", "mask": "masking a product"}
FLOORS = {"avx2": "AES-NI and AVX2", "avx512": "VAES and AVX-512"}
PROTOCOLS = ("masked", "shared", "encrypted")
MEGABITS = (1, 10, 100, 1000)
TRAFFIC = {
    "plain_split": "plain split learning",
    "masked32": "masked, z2k<32>",
    "masked": "masked, z2k<64>",
    "shared": "shared",
    "encrypted_rlwe": "encrypted, RLWE",
    "encrypted": "encrypted",
}
TRAFFIC_TARGETS = {"masked32": 1.1, "masked": 1.4}  # at TRAFFIC_MEGABITS
TRAFFIC_MEGABITS = 100
ESTIMATED = [(shape, protocol) for shape in ("28-8-8-1", "556-400-16-8-1") for protocol in PROTOCOLS]
WITHIN = 1.5  # of what is measured, either way
COUNTED = ("bytes", "messages", "rounds")
COMPILE_SECONDS = 12
SAME_PATH = 1.2  # times closer than that are no two ways to compute


def took_the_same_path(ratio):
    """Why a second path that is as fast as the first tells nothing."""
    if ratio < SAME_PATH:
        return f"not judged: below {SAME_PATH} both runs seem to have taken the same path, by GMP or by IFMA"
    return ""


def epoch(protocol):
    return Source(f"epoch.{protocol}", {"rows": FRAUD_ROWS, "of": "epoch"})


def encrypted(tier, numbers=""):
    return Source(f"epoch.encrypted{numbers}", {"tier": tier, "of": "epoch"}, FRAUD_ROWS)


def training():
    plain = epoch("plain")
    yield Line("plaintext network, one thread", plain, PLAIN, PLAIN_NAME, 0.7, 0.4)
    yield Line("plaintext network beside the floor", plain, epoch("floor"), "fused AVX-512 training")
    yield Line("masked epoch", epoch("masked"), PLAIN, PLAIN_NAME, 3, 1.5)
    yield Line("masked epoch, z2k<32>", epoch("masked32"), PLAIN, PLAIN_NAME)
    yield Line("shared epoch", epoch("shared"), PLAIN, PLAIN_NAME, 6, 3)
    yield Line("encrypted epoch, by RLWE", epoch("encrypted_rlwe"), PLAIN, PLAIN_NAME)
    yield Line("encrypted epoch", encrypted("best"), PLAIN, PLAIN_NAME, 850, 425)
    yield Line("encrypted epoch, narrow numbers", encrypted("best", "_narrow"), PLAIN, PLAIN_NAME)
    gmp, ifma = encrypted("avx2"), encrypted("best")
    yield Line("encrypted epoch without IFMA", gmp, ifma, "with IFMA", 8, 5, took_the_same_path)
    for name, tier in (("", "best"), (" without IFMA", "avx2")):
        yield Line(f"encrypted set-up{name}: keys and tables", Source("setup.encrypted", {"tier": tier, "of": "epoch"}))


def distress():
    for products, name in (("own", "own products"), ("blas", "products by CBLAS")):
        masked = Source(f"distress.masked.{products}")
        yield Line(f"distress masked epoch, {name}", masked, DISTRESS, PLAIN_NAME, 2.5, 1.5)
        plain = Source(f"distress.plain.{products}")
        yield Line(f"distress plaintext network, {name}", plain, DISTRESS, PLAIN_NAME)


def products():
    speed = "GMAC/s"
    for shape in SHAPES:
        ours = Source("product.ours", {"shape": shape, "tier": "avx512"})
        floor = Source("product.floor", {"shape": shape})
        yield Line(f"{shape}, AVX-512", ours, floor, "vpmullq kernel", 0.8, 0.95, unit=speed)
        for tier, name, target in (("avx512", "AVX-512", 4), ("avx2", "AVX2", 1.3), ("portable", "portable", 1)):
            ours = Source("product.ours", {"shape": shape, "tier": tier})
            eigen = Source("product.eigen", {"shape": shape, "tier": tier})
            yield Line(f"{shape}, {name}, beside Eigen", ours, eigen, "Eigen, same instructions", target, unit=speed)


def streams():
    for what, name in STREAMS.items():
        for tier, floor in FLOORS.items():
            where = {"tier": tier}
            ours, peer = Source(f"{what}.ours", where), Source(f"{what}.floor", where)
            yield Line(f"{name}, {floor}", ours, peer, f"floor on {floor}", 0.8, unit="GB/s")
        yield Line(f"{name}, portable", Source(f"{what}.ours", {"tier": "portable"}), unit="GB/s")


def paillier():
    where = {"policy": "default", "tier": "best"}
    for what in ("encrypt", "decrypt"):
        ours = Source(f"paillier.{what}", where)
        floor = Source(f"paillier.{what}.floor")
        fast = Source(f"paillier.{what}", where | {"policy": "fast"})
        yield Line(f"{what}, default policy", ours, floor, "8-lane IFMA", 3, unit="ms")
        yield Line(f"{what}, fast policy", fast, floor, "8-lane IFMA", 1.3, unit="ms")
        yield Line(f"{what} beside phe", ours, Source(f"paillier.{what}.phe"), "python-paillier", unit="ms")
    yield Line("key generation", Source("setup.paillier.keys", where), unit="ms")
    yield Line("table of powers, default policy", Source("setup.paillier.table", where), unit="ms")
    yield Line("table of powers, fast policy", Source("setup.paillier.table", where | {"policy": "fast"}), unit="ms")


def traffic():
    for protocol, name in TRAFFIC.items():
        for megabits in MEGABITS:
            if protocol == "plain_split":
                continue
            target = TRAFFIC_TARGETS.get(protocol) if megabits == TRAFFIC_MEGABITS else None
            ours, peer = (Source(f"traffic.{p}", {"megabits": megabits}) for p in (protocol, "plain_split"))
            yield Line(f"{name}, {megabits:,} Mbit/s", ours, peer, TRAFFIC["plain_split"], target)


def estimates():
    def of(which, quantity, shape, protocol):
        return Source(f"{which}.{quantity}", {"shape": shape, "protocol": protocol})

    for case in ESTIMATED:
        ours, peer = (of(which, "seconds", *case) for which in ("estimated", "measured"))
        yield Line(f"{', '.join(case)}: seconds", ours, peer, "the run", WITHIN, either_way=True)
    for quantity in COUNTED:
        ours, peer = (Sum(tuple(of(w, quantity, *case) for case in ESTIMATED)) for w in ("estimated", "counted"))
        yield Line(f"{quantity} of all six", ours, peer, "as counted", 1, unit=quantity, either_way=True)


def compiling():
    yield Line("examples/01_first.cpp, -O2", Source("compile.first"), target=COMPILE_SECONDS)
    yield Line("the same with the headers it needs, not spnn.hpp", Source("compile.needed"))
    yield Line("and with --param=ggc-min-expand=400 --param=ggc-min-heapsize=1000000", Source("compile.seldom"))
