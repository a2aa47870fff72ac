#!/usr/bin/env python3
"""The seeds of the fuzz corpus: valid inputs of every target, from the descriptions of the formats alone.

    seeds.py           writes them into corpus/<target>/seed_<what>
    seeds.py --check   fails unless the tree holds exactly these, and every other file is named by its content

Other files in the corpus were found by the fuzzers (run.sh --minimize, named by SHA-1 as libFuzzer names them).
"""
import functools
import hashlib
import json
import pathlib
import re
import struct
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT.parent / "he" / "paillier"))
import vectors as paillier  # noqa: E402

HEADER = struct.Struct("<4sHHQQQIIQ")


def u32(x):
    return struct.pack("<I", x)


def text(s):
    return u32(len(s)) + s.encode()


def little(x, size):
    return x.to_bytes(size, "little")


def header(kind, step, rows, columns, payload, session=0, sequence=0):
    return HEADER.pack(b"SPNN", kind, 0, session, sequence, step, rows, columns, payload)


def hello(name, fields):
    return text(name) + bytes(range(16)) + u32(len(fields)) + b"".join(text(k) + text(v) for k, v in fields)


def message_seeds():
    """Mode, number - 1, (kind, rows, columns) each; composed: (offset, change, payload) each, then what is cut."""
    kinds = bytes([3, 0, 2, 3, 1, 1, 5, 2, 4, 1, 4, 0, 9])
    payload = b"".join(b"\xff\0" + bytes(range(size)) for size in (24, 20, 32, 9))
    for mode in (4, 5, 7):
        yield f"composed_{mode}", bytes([mode]) + kinds + payload + b"\0"
    yield "wide", bytes([5, 0, 3, 2, 2]) + b"\xff\0" + bytes(64) + b"\0"
    yield "header_changed", bytes([5, 0, 0, 2, 3, 16, 1]) + bytes(24) + b"\0"
    yield "cut", bytes([5, 0, 4, 1, 9]) + b"\xff\0" + bytes(9) + bytes([3])
    # The first message of tests/net/channel.cpp, whose tag was computed by other software: kind 0x102, step 0, 1 x 1.
    wire = header(0x0102, 0, 1, 1, 4) + u32(9)
    yield "wire", bytes([0, 0, 0, 1, 1]) + wire + bytes(16)
    yield "wire_bytes", bytes([1, 0, 4, 1, 9]) + header(0x0106, 0, 1, 9, 9, 0x1122334455667788) + bytes(25)


def trace_seeds():
    one = header(0x0102, 5, 1, 2, 8) + bytes(range(8)) + bytes(16)
    yield "one", one
    yield "two", one + header(0x0106, 6, 1, 3, 3) + b"abc" + bytes(16)
    yield "announces_too_much", header(0x0102, 5, 1, 2, 1 << 60) + bytes(24)


OURS = [("protocol", "masked"), ("columns", "3,4"), ("epochs", "10")]


def hello_seeds():
    yield "same", hello("holder_2", OURS)
    yield "other_plan", hello("holder_2", OURS[:2] + [("epochs", "11")])
    yield "other_party", hello("holder_1", OURS)
    yield "fewer_fields", hello("holder_2", OURS[:2])
    yield "no_fields", hello("", [])
    yield "field_cut", hello("holder_2", OURS)[:-1]


def session_seeds():
    """What, then the payload: hello, half of a key, verdict, number of rows, numbers, bare wire, altered hello."""
    fields = [("wire version", "2"), ("protocol", "masked"), ("cipher", "none"), ("ring", "z2k<64>")]
    yield "hello", b"\0" + hello("server", fields)
    yield "key_half", b"\1" + bytes(range(32))
    yield "key_half_short", b"\1" + bytes(31)
    yield "go_on", b"\2\1"
    yield "no_verdict", b"\2\2"
    yield "rows", b"\3" + struct.pack("<Q", 1000)
    yield "no_rows", b"\3" + bytes(8)
    yield "numbers", b"\4" + struct.pack("<12f", *(x / 4 - 1 for x in range(12)))
    yield "infinite", b"\4" + struct.pack("<12f", *([1.0] * 11 + [float("inf")]))
    yield "right_hello", b"\6" + struct.pack("<HB", 0, 0)
    yield "hello_of_another_plan", b"\6" + struct.pack("<HB", 250, 1)
    said = hello("server", fields)
    nonces = bytes(range(48))
    yield "nonces", b"\7" + nonces
    yield "nonces_of_two", b"\7" + nonces[:32]
    yield "agreement", b"\10" + bytes(32) + bytes(range(16))
    yield "agreement_short", b"\10" + bytes(47)
    yield "wire", b"\5" + header(1, 0, 1, len(said), len(said)) + said + bytes(16)


def shares_seeds():
    """What (elements, opening, triples, wire), ring (mersenne61, z2k<32>, z2k<128>), payloads."""
    modulus = (1 << 61) - 1
    for ring, size in enumerate((8, 4, 16)):
        words = b"".join(little(x, size) for x in (0, 1, 2, 3, 4, (modulus - 1) & ((1 << 8 * size) - 1)))
        yield f"elements_{ring}", bytes([0, ring]) + words
        yield f"opening_{ring}", bytes([1, ring]) + words + words[::-1]
        yield f"triples_{ring}", bytes([2, ring]) + bytes(range(16)) + words
    yield "no_element", bytes([0, 0]) + little(modulus, 8) + bytes(40)
    yield "no_share", bytes([1, 0]) + bytes(48) + little((1 << 64) - 1, 8) + bytes(40)
    yield "wire", bytes([3, 0]) + header(0x20, 0, 1, 16, 16) + bytes(range(16)) + bytes(16)


def scaler(columns, dropped, clip):
    out = u32(len(columns)) + b"".join(text(n) + struct.pack("<dd", m, d) for n, m, d in columns)
    return out + u32(len(dropped)) + b"".join(map(text, dropped)) + struct.pack("<d", clip)


def scaler_seeds():
    yield "two_columns", scaler([("age", 41.5, 12.25), ("balance", -3.0, 1e6)], ["constant"], 4.0)
    yield "empty", scaler([], [], 0.0)
    yield "rest_behind", scaler([("a", 0.0, 1.0)], [], 0.0) + b"rest"
    yield "no_deviation", scaler([("a", 0.0, 0.0)], [], 0.0)
    yield "too_many_announced", u32(0xFFFFFFFF) + text("a") + struct.pack("<dd", 0.0, 1.0)


def packed(value_bits, terms, sums):
    slot_bits = value_bits + (terms - 1).bit_length()
    number = sum((v + terms) << i * slot_bits for i, v in enumerate(sums))
    size = (len(sums) * slot_bits + 7) // 8
    return bytes([value_bits - 2]) + struct.pack("<H", terms - 1) + bytes([len(sums)]) + little(number, size)


def packing_seeds():
    """Value bits - 2, terms - 1, slots, then the plaintext; a sum u with terms <= u <= terms (2^value_bits - 1)."""
    yield "one_term", packed(16, 1, [0, 1, 40000, 65534])
    yield "three_terms", packed(62, 3, [0, 5, 1 << 62, 3 * ((1 << 62) - 2)])
    yield "widest", packed(127, 2, [1 << 126, 2 * ((1 << 127) - 2)])
    yield "slot_below_its_range", packed(16, 2, [5])[:-3] + bytes(3)
    yield "no_slots", packed(16, 1, [])


def fss_keys_seeds():
    """What (comparison, sign, with payload), side, width, keys - 1, n, f, then what was sent."""
    def sent(size):
        return bytes((17 * i + 5) & 255 for i in range(size))

    yield "tree", bytes([0, 0, 9, 32, 0, 0]) + sent(64 * 48)
    yield "tree_short", bytes([0, 1, 8, 0, 0, 0]) + sent(32 * 32 - 1)
    yield "table_first", bytes([0, 0, 7, 2, 0, 0])
    yield "table_second", bytes([0, 1, 7, 2, 0, 0]) + sent(3 * 16)
    yield "table_of_one_bit", bytes([0, 1, 0, 39, 0, 0]) + sent(40)
    yield "sign", bytes([1, 1, 12, 0, 0, 0]) + sent(32 * 80)
    yield "sign_by_table", bytes([1, 1, 5, 6, 0, 0]) + sent(7 * 2)
    yield "too_wide", bytes([0, 0, 64, 0, 0, 0]) + sent(100)
    yield "payload", bytes([2, 0, 3, 32, 32, 10]) + sent(64 * (3 * 26 + 10))
    yield "payload_wide", bytes([2, 1, 1, 0, 64, 20]) + sent(32 * (35 + 19))
    yield "payload_long", bytes([2, 1, 1, 0, 8, 0]) + sent(32 * (18 + 2) + 1)


@functools.cache
def keys(bits):
    p = paillier.prime(f"spnn p {bits}", bits // 2)
    q = paillier.prime(f"spnn q {bits}", bits // 2, p)
    n, x = p * q, paillier.number(f"spnn x {bits}", bits - 1)
    return p, q, n, pow(-x * x % n, n, n * n)


def public_key(bits, n, h_s):
    return u32(bits) + little(n, bits // 8) + little(h_s, bits // 4)


def public_key_seeds():
    for bits in (256, 512, 2048):
        _, _, n, h_s = keys(bits)
        yield f"good_{bits}", public_key(bits, n, h_s)
    _, _, n, h_s = keys(256)
    yield "even", public_key(256, n - 1, h_s)
    yield "weak_base", public_key(256, n, n - 1)
    yield "base_too_large", public_key(256, n, n * n)
    yield "short", public_key(256, n, h_s)[:-1]
    yield "other_length", u32(384) + public_key(256, n, h_s)[4:]
    yield "longest_announced", u32(16384)


def ciphertext_seeds():
    """Mode, then a ciphertext under the key of 512 bits, or a secret key."""
    p, q, n, h_s = keys(512)
    size = 512 // 4
    offset = 1 << 61
    sums = sum((2 * offset + v) << 63 * i for i, v in enumerate((0, 1, -1, 12345, -(1 << 60), 0, 7, 8)))
    for name, m in (("zero", 0), ("seven", 7), ("packed_sums", sums), ("largest", n - 1)):
        alpha = paillier.number(f"spnn seed {name}", 256)
        yield name, b"\0" + little((1 + m * n) * pow(h_s, alpha, n * n) % (n * n), size)
    yield "no_ciphertext", b"\0" + little(n, size)
    yield "beyond", b"\0" + little(n * n, size)
    yield "short", b"\0" + bytes(size - 1)
    yield "secret_key", b"\1" + little(max(p, q), 32) + little(min(p, q), 32)
    yield "secret_key_in_the_other_order", b"\1" + little(min(p, q), 32) + little(max(p, q), 32)


def residues(width, values):
    """Mode, width - 28, count, then the values in `width` bits each."""
    whole = sum(x << width * i for i, x in enumerate(values))
    return bytes([0, width - 28, len(values)]) + little(whole, (width * len(values) + 7) // 8)


def lattice_seeds():
    """Mode; residues, or what is cut of a good message (1) or key (2) and changes: bits turned, then the place."""
    yield "residues", residues(39, [0, 1, 549754109952, 274877054976, 7])
    yield "no_residues", residues(50, [])
    yield "residue_too_large", residues(39, [5, (1 << 39) - 1, 6])
    yield "bits_behind", residues(39, [1, 2, 3])[:-1] + b"\xff"
    yield "residues_short", residues(28, [9, 9, 9])[:-1]
    for mode, name in ((1, "message"), (2, "key")):
        yield name, bytes([mode, 0])
        yield f"{name}_cut", bytes([mode, 1])
        yield f"{name}_changed", bytes([mode, 0]) + u32(1 | 5 << 8) + u32(128 | 5000 << 8)
        yield f"{name}_beyond", bytes([mode, 0]) + b"".join(u32(255 | at << 8) for at in range(40, 60))


def csv_seeds():
    """Options, then the text; the bits are those of options_of in csv.cpp."""
    plain = b"id,a,b,y\n1,2.5,-3e2,0\n2,+4,5,1\n"
    yield "plain", b"\0\0" + plain
    yield "roles", b"\xf1\0" + b'id,a,b,y\r\n"x,1","say ""no""",skipped,1\r\n x2 ,,"two\nlines",0\r\n\r\n'
    yield "missing_mean", b"\4\0" + b"u,v\n1,\nNA,2\n3,?\n"
    yield "missing_refused", b"\x84\0" + b"u,y\n1,\n"
    yield "semicolons", b"\2\0" + b"u;v\n1;2\n"
    yield "tabs_detected", b"\0\x04" + b"\xef\xbb\xbfu\tv\n1\t 2 \n"
    yield "limits", b"\0\1" + b"u,v\n1,2\n3,4\n"
    yield "not_a_number", b"\0\0" + b"u,v\n1,caf\xc3\xa9\n"
    yield "open_quote", b"\0\0" + b'u,v\n"1,2\n'
    yield "blank_line", b"\0\0" + b"u\n1\n\n2\n"
    yield "utf16", b"\0\0" + "u,v\n".encode("utf-16")
    yield "first_name_looks_like_a_mark", b"\1\0" + b'"\xef\xbb\xbfu",v\n1,2\n'


def gzip_file(deflated, plain):
    """A gzip file by RFC 1952 that holds `plain`, deflated as given."""
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + deflated + u32(zlib.crc32(plain)) + u32(len(plain))


def stored(plain):
    """RFC 1951: one block without compression."""
    return b"\1" + struct.pack("<HH", len(plain), len(plain) ^ 0xFFFF) + plain


def repeated(start, matches):
    """RFC 1951: one block of fixed codes: `start`, then `matches` times 258 bytes that repeat its last two."""
    bits = "110"
    bits += "".join(f"{0x30 + byte:08b}" for byte in start)
    bits += (f"{0xc0 + 285 - 280:08b}" + f"{1:05b}") * matches + "0000000"
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8][::-1], 2) for i in range(0, len(bits), 8))


def gzip_seeds():
    """Mode, then the file; 1: the target packs it."""
    plain = b"u,v\n1,2\n3,4.5\n"
    packed_plain = gzip_file(stored(plain), plain)
    run = b"u\n1\n" + b"1\n" * (129 * 1000)
    assert zlib.decompress(repeated(b"u\n1\n", 1000), -15) == run
    yield "plain", b"\0" + plain
    yield "packed_by_the_target", b"\1" + plain
    yield "packed", b"\0" + packed_plain
    yield "cut", b"\0" + packed_plain[:-3]
    yield "checksum_wrong", b"\0" + packed_plain[:-8] + bytes(4) + packed_plain[-4:]
    yield "two_members", b"\0" + packed_plain + gzip_file(stored(b"5,6\n"), b"5,6\n")
    yield "few_rows", b"\0" + gzip_file(repeated(b"u\n1\n", 0), b"u\n1\n")
    yield "very_much", b"\0" + gzip_file(repeated(b"u\n1\n", 1000), run)


def npy(dictionary, values):
    """A .npy file of version 1."""
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(dictionary)) + dictionary.encode() + values


def npy_of(shape, values, descr="<f4", fortran=False):
    order = "<" if descr[0] in "<=" else ">"
    kind = "f" if descr[2] == "4" else "d"
    return npy(
        f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}",
        struct.pack(f"{order}{len(values)}{kind}", *values),
    )


def npy_seeds():
    """Mode, then the file; 1: rows and values, for which the target writes the header."""
    six = [0.5 * i - 1 for i in range(6)]
    yield "rows", b"\0" + npy_of("(2, 3)", six)
    yield "columns", b"\0" + npy_of("(2, 3)", six, fortran=True)
    yield "one_dimension", b"\0" + npy_of("(6,)", six)
    yield "doubles_from_a_big_machine", b"\0" + npy_of("(3, 2)", six, descr=">f8")
    yield "too_large_for_a_float", b"\0" + npy_of("(1,)", [1e300], descr="<f8")
    yield "integers", b"\0" + npy("{'descr': '<i4', 'fortran_order': False, 'shape': (1,)}", bytes(4))
    yield "records", b"\0" + npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", bytes(4))
    yield "three_dimensions", b"\0" + npy_of("(1, 2, 3)", six)
    yield "too_large_a_shape", b"\0" + npy_of("(2147483647, 2147483647)", six)
    later = npy_of("(2, 3)", six)
    yield "version_3", b"\0" + later[:6] + b"\3\0" + u32(int.from_bytes(later[8:10], "little")) + later[10:]
    yield "header_by_the_target", b"\1\2" + struct.pack("<6f", *six)


def zip_of(entries, count=None, deflated=None):
    """A ZIP archive (PKWARE APPNOTE 4.3), written by hand; `deflated` gives the packed bytes of a file's content."""
    out, directory = b"", b""
    for name, content in entries:
        packed = content if deflated is None else deflated(content)
        method = 0 if deflated is None else 8
        sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
        common = struct.pack("<HHHH", 0, method, 0, 0x21) + sizes + struct.pack("<HH", len(name), 0)
        directory += b"PK\1\2" + struct.pack("<HH", 20, 20) + common
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name.encode()
        out += b"PK\3\4" + struct.pack("<H", 20) + common + name.encode() + packed
    entries_said = len(entries) if count is None else count
    end = struct.pack("<HHHHIIH", 0, 0, entries_said, entries_said, len(directory), len(out), 0)
    return out + directory + b"PK\5\6" + end


def npz_seeds():
    """Mode, then the file; 1: the target packs it."""
    arrays = [("first.npy", npy_of("(3, 2)", [0.5 * i for i in range(6)])), ("bias.npy", npy_of("(1, 2)", [-1.0, 2.0]))]
    good = zip_of(arrays)
    yield "good", b"\0" + good
    yield "deflated", b"\0" + zip_of(arrays, deflated=stored)
    much = b"ab" + b"ab" * (129 * 1000)
    yield "unpacks_to_very_much", b"\0" + zip_of([("x.npy", much)], deflated=lambda _: repeated(b"ab", 1000))
    yield "cut", b"\0" + good[:-5]
    yield "damaged", b"\0" + good[:50] + bytes([good[50] ^ 1]) + good[51:]
    yield "no_npy", b"\0" + zip_of([("first.txt", b"1")])
    yield "one_name_twice", b"\0" + zip_of([arrays[0], arrays[0]])
    yield "wrong_count", b"\0" + zip_of(arrays, count=7)
    yield "packed_by_the_target", b"\1" + arrays[0][1]


def model(party, network, matrices):
    out = u32(2) + text(party) + text(network) + bytes(range(16)) + u32(len(matrices))
    for name, rows, columns, values in matrices:
        out += text(name) + struct.pack("<QQ", rows, columns) + struct.pack(f"<{len(values)}f", *values)
    return out


def query_budget_seeds():
    """Mode, then the file; 1: the target adds magic, format and digest."""
    asked = text("holder_1") + u32(2) + text("holder_2") + struct.pack("<Q", 500) + text("server")
    good = asked + struct.pack("<Q", (1 << 64) - 1)
    whole = b"SPNNASKD" + u32(1) + good
    yield "good", b"\0" + whole + hashlib.sha256(whole).digest()
    yield "completed", b"\1" + good
    yield "digest_wrong", b"\0" + whole + bytes(32)
    yield "nobody_asked", b"\1" + text("holder_1") + u32(0)
    yield "other_party", b"\1" + text("holder_2") + u32(0)
    yield "too_many_peers", b"\1" + text("holder_1") + u32(1025)
    yield "twice", b"\1" + text("holder_1") + u32(2) + (text("a") + bytes(8)) * 2
    yield "cut", b"\1" + good[:-1]
    yield "rest_behind", b"\1" + good + b"\0"


def model_file_seeds():
    """Mode, then the file; 1: the target adds magic and digest."""
    first = ("first", 3, 2, [0.5 * i for i in range(6)])
    good = model("holder_1", "net", [first, ("bias", 1, 2, [-1.0, 2.0])])
    whole = b"SPNNMODL" + good
    yield "good", b"\0" + whole + hashlib.sha256(whole).digest()
    yield "completed", b"\1" + good
    yield "digest_wrong", b"\0" + whole + bytes(32)
    yield "other_party", b"\1" + model("holder_2", "net", [first, ("bias", 1, 2, [-1.0, 2.0])])
    yield "other_network", b"\1" + model("holder_1", "met", [first, ("bias", 1, 2, [-1.0, 2.0])])
    yield "fewer_matrices", b"\1" + model("holder_1", "net", [first])
    yield "other_shape", b"\1" + model("holder_1", "net", [("first", 2, 3, first[3]), ("bias", 1, 2, [0.0, 0.0])])
    yield "cut", b"\1" + good[:-1]
    yield "rest_behind", b"\1" + good + b"\0"


def checkpoint_seeds():
    """Mode, then the file; 1: the target adds magic and digest."""
    def matrix(name, rows, columns):
        values = struct.pack(f"<{rows * columns}f", *range(rows * columns))
        return text(name) + struct.pack("<QQ", rows, columns) + values

    def file(party="holder_1", plan=bytes(range(32)), epochs=3, weights=(2, 3), moments=(0, 0), losses=(0.5, 0.25)):
        state = matrix("zone.weights", *weights) + matrix("zone.moments", *moments)
        state += text("zone.steps") + struct.pack("<Q", 77)
        state += text("losses") + struct.pack(f"<Q{len(losses)}d", len(losses), *losses)
        return u32(2) + text(party) + text("net") + plan + bytes(range(16)) + struct.pack("<Q", epochs) + state + bytes(range(16))

    whole = b"SPNNCKPT" + file()
    yield "good", b"\0" + whole + hashlib.sha256(whole).digest()
    yield "completed", b"\1" + file()
    yield "with_moments", b"\1" + file(moments=(2, 2))
    yield "no_losses", b"\1" + file(losses=())
    yield "digest_wrong", b"\0" + whole + bytes(32)
    yield "other_plan", b"\1" + file(plan=bytes(32))
    yield "other_epoch", b"\1" + file(epochs=4)
    yield "other_shape", b"\1" + file(weights=(3, 2))
    yield "other_party", b"\1" + file(party="server")
    yield "cut", b"\1" + file()[:-1]
    yield "without_seed", b"\1" + file()[:96]


def introduction_seeds():
    """What (introduction, caller's, listener's answer, bare wire to either, conversation), then the payload. Events of
    a conversation: 0 a call, 1 a call in its own bytes, 2 kept, 3 broken, 4 its peer leaves, 5 claimed; then party and
    purpose."""
    right = text("loans") + text("a") + text("b") + text("training")
    yield "introduction", b"\0" + right
    yield "right_caller", b"\1" + right
    yield "other_run", b"\1" + text("other") + text("a") + text("b") + text("training")
    yield "no_introduction", b"\1" + right[:-1]
    yield "too_long", b"\1" + bytes(900)
    yield "admitted", b"\2"
    yield "refused", b"\2another run is going on here\n\x1b[31m"
    yield "wire_to_listener", b"\3" + header(4, 0, 1, len(right), len(right)) + right + bytes(16)
    yield "wire_to_caller", b"\4" + header(5, 0, 1, 0, 0) + bytes(16)
    first, second = bytes([0, 0]), bytes([0, 1])
    claimed = b"\0" + first + b"\2" + first + b"\5" + first
    yield "twice", b"\5" + claimed + b"\0" + first + b"\0" + second
    yield "comes_again", b"\5\0" + first + b"\2" + first + b"\4" + first + b"\0" + claimed
    yield "breaks", b"\5" + b"\0" + first + b"\3" + first + claimed
    own = text("loans") + text("a") + text("server") + text("alignment")
    yield "in_own_bytes", b"\5\1" + bytes([len(own)]) + own + b"\2" + second + b"\4" + second + b"\1\5" + second
    yield "unexpected", b"\5" + b"".join(bytes([0, party, what]) for party in range(4) for what in range(4))


def align_seeds():
    """What, then for each peer: rows - 1, (place, change) of the greeting, lists; points as small numbers."""
    greeting = text("a procedure") + text("loans") + struct.pack("<IIQQ", 2, 1, 3, 1)
    yield "greeting", b"\0" + greeting
    yield "greeting_of_no_rows", b"\0" + greeting[:-16] + struct.pack("<QQ", 0, 1)
    yield "greeting_accepts_nothing", b"\0" + greeting[:-8] + bytes(8)
    yield "order", b"\1" + bytes([2, 0, 0]) + bytes(range(48))
    yield "order_of_other_rows", b"\1" + bytes([3, 0, 0]) + bytes(48)
    tags = b"".join(little(i, 16) for i in range(1, 5))
    yield "leader_of_two", b"\2" + bytes([3, 0, 0]) + bytes([1, 2, 3]) + tags
    yield "leader_falling_tags", b"\2" + bytes([1, 0, 0]) + bytes([1, 2, 3]) + tags[16:32] + tags[:16]
    yield "leader_no_points", b"\2" + bytes([1, 0, 0]) + b"\xff" * 96
    yield "member_of_two", b"\3" + bytes([2, 0, 0, 1, 2, 3]) + struct.pack("<Q", 2) + b"\2" + bytes(32)
    yield "member_nothing_common", b"\3" + bytes([2, 0, 0, 1, 2, 3]) + struct.pack("<Q", 0) + b"\0"
    yield "member_too_many_common", b"\3" + bytes([2, 0, 0, 1, 2, 3]) + struct.pack("<Q", 4) + b"\4" + bytes(64)
    store = bytes([1, 0, 0]) + bytes([1, 2, 3]) + bytes(range(16))
    yield "leader_of_three", b"\4" + store + bytes(256 * 16) + store
    yield "member_of_three", b"\5" + (bytes([2, 0, 0]) + bytes([1, 0, 0]) + bytes(32) + bytes([1, 2, 3]) +
                                       struct.pack("<Q", 1) + b"\1" + bytes(16))
    # A conversation: who; for each peer rows - 1, min_common_rows, (place, change), how many messages, then kind and payload.
    work, blinded, evaluated, all_tags, seed, table, count, common, half = range(9)
    as_leader, as_member = bytes([7, 0]), bytes([7, 2])
    claim, ten_million = bytes([2, 0, 0, 0]), bytes([200]) + struct.pack("<Q", 10_000_000) + bytes(3)
    answers = bytes([evaluated, 1, 2, 3])
    yield "talk_to_leader", as_leader + claim + bytes([2]) + answers + bytes([all_tags]) + tags[:48]
    yield "talk_of_work", as_leader + ten_million + bytes([31]) + answers + bytes([work] * 30)
    yield "talk_of_work_too_often", as_leader + claim + bytes([4]) + answers + bytes([work] * 3)
    yield "talk_of_other_step", as_leader + claim + bytes([2]) + answers + bytes([207, 9, 0, 1])
    yield "talk_to_member", (as_member + claim + bytes([6, blinded, 1, 2, 3] + [work] * 3 + [count]) +
                             struct.pack("<Q", 1) + bytes([common, 1]) + bytes(16))
    yield "talk_of_points_to_come", as_member + ten_million + bytes([2, blinded]) + bytes(range(8)) + bytes([work])
    yield "talk_wants_many_common", as_leader + bytes([2, 200]) + struct.pack("<Q", 4) + bytes(3)
    member = claim + bytes([6]) + answers + bytes([work] * 3 + [seed]) + bytes(16) + bytes([table]) + bytes(4096)
    yield "talk_of_stores", bytes([7, 1]) + member + member
    yield "talk_to_member_of_three", (bytes([7, 3]) + claim + bytes([16, blinded, 1, 2, 3] + [work] * 13 + [count]) +
                                      struct.pack("<Q", 1) + bytes([common, 1]) + bytes(16) + claim + bytes([1, half]) + bytes(32))
    yield "own_tags", b"\6" + bytes([4, 3, 2, 1, 0])
    yield "tag_twice", b"\6" + bytes([2, 1, 1])
    yield "foreign_tag", b"\6" + bytes([1, 7]) + bytes(range(16))


def proposal(holders=(3, 4), label_holder=0, optimizer=1, rates=(0.01, 1.0, 0.0), protocol="masked", terms=""):
    out = text(protocol) + text("z2k<64>") + struct.pack("<BdQB", 0, 0.3, 1, 0) + text("8-8-1")
    out += struct.pack(f"<I{len(holders)}Qi", len(holders), *holders, label_holder)
    out += struct.pack("<6Q", 100, 20, 10, 0, 32, 1)
    rule = {0: struct.pack("<dB", 0.9, 1), 1: struct.pack("<3d", 0.9, 0.999, 1e-8), 2: struct.pack("<d", 1.0)}[optimizer]
    out += bytes([optimizer]) + rule + struct.pack("<B3dQ3d", 0, *rates, 1, 0.0, 0.0, 0.0)
    return out + struct.pack("<iiBBQ", 0, -1, 0, 1, 3072) + text(terms)


def coordination_seeds():
    """What (proposal, instruction, report), then the bytes."""
    for optimizer, name in enumerate(("sgd", "adam", "sgld")):
        yield f"proposal_{name}", b"\0" + proposal(optimizer=optimizer)
    yield "proposal_encrypted", b"\0" + proposal(protocol="encrypted", label_holder=-1)
    yield "proposal_of_one", b"\0" + proposal(holders=(3,))
    yield "proposal_negative_rate", b"\0" + proposal(rates=(-0.5, 1.0, 0.0))
    yield "proposal_no_such_holder", b"\0" + proposal(label_holder=2)
    yield "proposal_wrapping_columns", b"\0" + proposal(holders=(8, 2**64 - 20, 20))
    yield "proposal_no_holders", b"\0" + proposal(holders=())
    yield "proposal_with_terms", b"\0" + proposal(terms="rows of May")
    yield "proposal_no_number", b"\0" + proposal(rates=(float("nan"), 1.0, 0.0))
    said = proposal()
    yield "instruction", b"\1" + bytes([3, 0]) + text("") + said
    yield "instruction_failed", b"\1" + bytes([5, 1]) + text("holder_2\nwas lost") + said
    front = bytes([3]) + struct.pack("<QQ", 4, 17) + text("server") + u32(1500) + b"\0\0"
    facts = b"\1" + struct.pack("<3Q", 3, 100, 20)
    held = b"\1" + struct.pack("<I2Q", 2, 3, 4) + b"\0"
    news = struct.pack("<IQdBd", 1, 4, 0.5, 1, 0.25)
    yield "report", b"\2" + front + facts + held + news + text("") + text("")
    yield "report_bare", b"\2" + front + b"\0\0" + u32(0) + text("") + text("")
    yield "report_failed", b"\2" + bytes([5]) + front[1:] + b"\0\0" + u32(0) + text("broke\x1b[0m") + text("server")
    yield "report_too_much_held", b"\2" + front + facts + b"\1" + u32(0xFFFFFFFF)


def conversation_seeds():
    """For each instruction: how far the party is, the stage, the number of changes, then value and kind of each."""
    gathering, aligning, planning, running, finished, failed = range(6)
    sized = bytes([planning, planning, 2, 4, 0, 90, 1])
    sound = bytes([0, gathering, 0, 0, aligning, 0]) + sized + bytes([running, running, 1, 2, 2, finished, finished, 0])
    yield "sound", sound
    yield "failed", sound[:6] + bytes([0, failed, 0])
    yield "other_terms", sound[:6] + bytes([0, aligning, 1, 99, 5])
    yield "fewer_holders", sound[:6] + bytes([0, planning, 1, 0, 4])
    yield "sizes_again", sound[:13] + bytes([running, running, 1, 7, 0])
    yield "back", sound[:13] + bytes([0, aligning, 0])
    yield "finished_at_once", bytes([0, gathering, 0, 0, finished, 0])


def party_config_seeds():
    plain = {"run": "loans", "self": "holder_1", "transport": "tcp", "listen": "127.0.0.1:7001", "state": "state",
             "parties": {"coordinator": {"address": "127.0.0.1:7000"}, "server": {"address": "[::1]:7002"}},
             "data": {"file": "bank.csv", "id_column": "id", "label_column": "y", "drop": ["note"]}}
    plan = {"protocol": "encrypted", "holders": 2, "label_owner": "holder_2", "optimizer": "sgd", "learning_rate": 0.1,
            "alignment": "in_order", "epochs": 3, "batch": 32, "test_fraction": 0.25, "security_bits": 128}
    pinned = {"address": "bank.example:7001", "certificate_name": "bank.example"}
    yield "holder", json.dumps(plain).encode()
    yield "coordinator", json.dumps({**plain, "self": "coordinator", "parties": {}, "plan": plan}).encode()
    yield "tls", json.dumps({**plain, "transport": "tls", "certificate": "c.pem", "private_key": "k.pem",
                             "authorities": "a.pem", "parties": {"coordinator": pinned}}).encode()
    yield "policy", json.dumps({**plain, "threads": 2, "timeout_seconds": 1.5, "private_seed": 7,
                                "policy": {"protocols": ["masked"], "min_holders": 3, "intersection_only": True},
                                "class_weights": [1.0, 2.5], "early_stopping": 3}).encode()
    yield "alignment", json.dumps({**plain, "alignment": {"max_rows": 1000, "min_common_rows": 10, "max_size_ratio": 2.5,
                                                          "max_queried_ids": 5000, "within_seconds": 60}}).encode()
    yield "alignment_of_too_few", json.dumps({**plain, "alignment": {"min_common_rows": 0}}).encode()
    yield "no_time_to_wait", json.dumps({**plain, "silence_seconds": 0.0001}).encode()
    yield "comment", b"{ // nothing yet\n}"
    yield "unknown_entry", json.dumps({**plain, "holder": 1}).encode()
    yield "too_large", json.dumps({**plain, "threads": 1 << 80}).encode()
    yield "no_object", b"[1, 2]"


def network_text_seeds():
    """A text alone; spaces, words of layers and their numbers."""
    yield "short", b"28-16-8-1 tanh"
    yield "linear", b"28: dense 1"
    yield "digits", b"image 1 8 8: conv 4 3 padding 1, batch_norm, relu, max_pool 2 stride 1, flatten, dropout 25, dense 10"
    yield "polynomial", b"image 2 6 6: conv 3 3 stride 2, square, average_pool 2, quadratic, sum_pool 1, dense 2, sigmoid"
    yield "residual", b"4: bias, residual (dense 4, tanh, residual (identity)), dense 2"
    yield "deep", b"4: " + b"residual (" * 9 + b"relu" + b")" * 9
    yield "own_code", b'3: "parametric_relu<3>" 3 3'
    yield "too_large", b"image 4096 4096 1: conv 65536 4096 stride 4096 padding 4096"
    yield "overflow", b"18446744073709551617: dense 1"


def split_network_seeds():
    """The loss that is asked for, then a text; as network_text."""
    yield "short", b"\0" + b"28-16-8-1 tanh"
    yield "open", b"\0" + b"d-16-8-1 tanh"
    yield "linear", b"\0" + b"d-1"
    yield "classes", b"\1" + b"d: dense 16, relu, dropout 20, residual (dense 16, relu), dense 10"
    yield "numbers", b"\2" + b"image 1 4 4: dense 8, quadratic, dense 3, tanh"
    yield "zones", b"\0" + b"8: bias, sigmoid, dense 8, sigmoid | dense 1 | binary_cross_entropy"
    yield "zones_of_classes", b"\0" + b"8: bias, identity | dense 3, tanh | softmax_cross_entropy"
    yield "not_dense", b"\0" + b"d: relu, dense 1"
    yield "other_loss", b"\1" + b"8: bias, relu | dense 2 | hinge"
    yield "too_many_zones", b"\0" + b"8: bias, relu | dense 1 | dense 1 | binary_cross_entropy"


def seeds():
    """(path, content) of every seed."""
    for name, make in sorted(globals().items()):
        if name.endswith("_seeds"):
            target = name[: -len("_seeds")]
            for what, content in make():
                yield ROOT / "corpus" / target / f"seed_{what}", content


def check():
    expected = dict(seeds())
    faults = []
    for path, content in expected.items():
        if not path.is_file():
            faults.append(f"{path}: is missing")
        elif path.read_bytes() != content:
            faults.append(f"{path}: is not what seeds.py makes")
    total = 0
    for path in sorted((ROOT / "corpus").glob("*/*")):
        content = path.read_bytes()
        total += len(content)
        by_content = re.fullmatch("[0-9a-f]{40}", path.name) and hashlib.sha1(content).hexdigest() == path.name
        if path not in expected and not by_content:
            faults.append(f"{path}: is neither a seed nor named by its content")
    if total > 200_000:
        faults.append(f"the corpus has {total} bytes, at most 200000 allowed")
    if faults:
        sys.exit("\n".join(faults))
    print(f"{len(expected)} seeds, {total} bytes of corpus, all in order")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        for seed, data in seeds():
            seed.parent.mkdir(parents=True, exist_ok=True)
            seed.write_bytes(data)
