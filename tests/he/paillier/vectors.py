#!/usr/bin/env python3
"""Known answers for tests/he/paillier/paillier.cpp, by Python's integers alone.

Prints tests/he/paillier/vectors.hpp. Primes, x, alpha and m come from SHA-256 of a label and a counter, so anyone
can check that nothing was chosen. Every ciphertext is decrypted again by Paillier's original formula with
lambda = lcm(p-1, q-1), which shares no step with the library's.

    python3 vectors.py > vectors.hpp
"""
import hashlib
import math


def number(label, bits):
    """bits bits: SHA-256(label:0) SHA-256(label:1) ... as one big-endian number, cut to length."""
    text = b"".join(hashlib.sha256(f"{label}:{i}".encode()).digest() for i in range((bits + 255) // 256))
    return int.from_bytes(text, "big") >> (8 * len(text) - bits)


def is_prime(n):
    for small in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % small == 0:
            return n == small
    twos, odd = 0, n - 1
    while odd % 2 == 0:
        twos, odd = twos + 1, odd // 2
    for base in range(2, 66):
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def prime(label, bits, other=3):
    """The first prime = 3 mod 4 at or above a number with its top two bits set, with gcd(it - 1, other - 1) = 2."""
    n = number(label, bits) | 3 << (bits - 2) | 3
    while not is_prime(n) or math.gcd(n - 1, other - 1) != 2:
        n += 4
    return n


def vector(bits):
    p = prime(f"spnn p {bits}", bits // 2)
    q = prime(f"spnn q {bits}", bits // 2, p)
    n = p * q
    assert n.bit_length() == bits
    x, alpha = number(f"spnn x {bits}", bits - 1), number(f"spnn alpha {bits}", bits // 2)
    m = number(f"spnn m {bits}", bits - 1)
    h = -x * x % n
    h_s = pow(h, n, n * n)
    c = (1 + m * n) * pow(h_s, alpha, n * n) % (n * n)
    lam = math.lcm(p - 1, q - 1)
    assert (pow(c, lam, n * n) - 1) // n * pow(lam, -1, n) % n == m
    short = number(f"spnn short {bits}", 448)
    c_short = (1 + m * n) * pow(h_s, short, n * n) % (n * n)
    return dict(p=p, q=q, x=x, alpha=alpha, m=m, h_s=h_s, c=c, short_alpha=short, c_short=c_short)


def main():
    print("// he/paillier/vectors.hpp: known answers, printed by vectors.py; see there. Hexadecimal.")
    print("\n#pragma once\n\nnamespace he_test {\n")
    print("struct paillier_vector {")
    print("    const char *p, *q, *x, *alpha, *m, *h_s, *c, *short_alpha, *c_short;\n};\n")
    for bits in (512, 2048):
        print(f"inline constexpr paillier_vector vector_{bits}{{")
        for name, value in vector(bits).items():
            digits = f"{value:x}"
            lines = [digits[i:i + 100] for i in range(0, len(digits), 100)]
            print(f"    // {name}\n    \"0x" + "\"\n    \"".join(lines) + "\",")
        print("};\n")
    print("}  // namespace he_test")


if __name__ == "__main__":
    main()
