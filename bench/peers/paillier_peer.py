#!/usr/bin/env python3
"""Milliseconds of an encryption and a decryption with a Paillier key of 2048 bits by python-paillier (phe).

paillier_peer.py [--repetitions N]

Prints the rows of bench/performance/rows.hpp.
"""

import argparse
import sys
import time

COUNT = 8  # ciphertexts of one measurement


def each(body):
    start = time.perf_counter()
    for i in range(COUNT):
        body(i)
    return (time.perf_counter() - start) * 1e3 / COUNT


def main():
    parser = argparse.ArgumentParser(description="Milliseconds of python-paillier.")
    parser.add_argument("--repetitions", type=int, default=3)
    args = parser.parse_args()
    print("name,value,unit,parameters")
    try:
        from phe import __version__, paillier, util
    except ImportError:
        for what in ("encrypt", "decrypt"):
            print(f"paillier.{what}.phe,python-paillier is not there,missing,")
        return
    arithmetic = "with gmpy2" if util.HAVE_GMP else "without gmpy2"
    print(f"peer.phe,python-paillier {__version__} {arithmetic},text,")
    public, secret = paillier.generate_paillier_keypair(n_length=2048)
    ciphertexts = [public.raw_encrypt(1000 + i) for i in range(COUNT)]
    if [secret.raw_decrypt(c) for c in ciphertexts] != [1000 + i for i in range(COUNT)]:
        raise SystemExit("python-paillier decrypts wrongly")
    for _ in range(args.repetitions):
        print(f"paillier.encrypt.phe,{each(lambda i: public.raw_encrypt(1000 + i)):.6g},ms,", flush=True)
        print(f"paillier.decrypt.phe,{each(lambda i: secret.raw_decrypt(ciphertexts[i])):.6g},ms,", flush=True)


if __name__ == "__main__":
    sys.exit(main())
