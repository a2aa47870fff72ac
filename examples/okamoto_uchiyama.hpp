// A cipher of one's own: Okamoto and Uchiyama's additively homomorphic encryption (EUROCRYPT 1998), on GMP.
//
// Key: n = p^2 q, p and q of a third of its bits; g mod n whose power p - 1 is not 1 mod p^2.
// Encryption: c = g^(m + n r) mod n. Decryption: m = L(c^(p-1) mod p^2) / L(g^(p-1) mod p^2) mod p, L(u) = (u - 1) / p.
// A plaintext has 1,023 bits, its ciphertext 3,072: three times as many, where Paillier takes twice as many.
//
// Assumed: elements of order p cannot be told from others mod n, and n of 3,072 bits or more cannot be factored (about
// 128-bit security). r has 128 bits more than the order of g^n, so g^(n r) is uniform up to 2^-128. Whoever can have
// ciphertexts of his choice decrypted finds p: all parties must follow the protocol, as everywhere in this library.
// Powers depend in time and addresses on no plaintext, r or p (mpz_powm_sec). Everything else is plain GMP: the search
// for a key, the sum m + n r, one division and one product in decryption, the length of m in add_plain and scale; and
// temporaries are not wiped, only the key. A cipher that gives nothing away there: spnn/he/paillier/paillier.hpp.

#pragma once

#include <spnn/core/secret.hpp>
#include <spnn/he/packed.hpp>

#include <boost/multiprecision/gmp.hpp>

#include <algorithm>
#include <memory>

struct okamoto_uchiyama {
    using integer = boost::multiprecision::mpz_int;
    using plaintext = integer;
    static constexpr std::string_view name = "okamoto_uchiyama";
    static constexpr bool is_private = true;
    static constexpr std::size_t plaintext_bits_of(std::size_t key_bits) { return key_bits / 3 - 1; }  // below p
    static constexpr std::size_t ciphertext_bytes_of(std::size_t key_bits) { return key_bits / 8; }

    struct ciphertext {
        integer value;
        friend bool operator==(const ciphertext& a, const ciphertext& b) { return a.value == b.value; }
    };

    struct public_key {
        integer n, g;
        [[nodiscard]] std::size_t key_bits() const { return bit_length(n); }
        [[nodiscard]] std::size_t plaintext_bits() const { return plaintext_bits_of(key_bits()); }
        [[nodiscard]] std::size_t ciphertext_bytes() const { return ciphertext_bytes_of(key_bits()); }
        friend bool operator==(const public_key& a, const public_key& b) { return a.n == b.n && a.g == b.g; }
    };

    struct secret_key {
        struct numbers {
            integer p, squared, inverse;  // of L(g^(p-1) mod p^2)
            ~numbers() {
                for (auto* x : {&p, &squared, &inverse})
                    spnn::wipe(x->backend().data()->_mp_d, mpz_size(x->backend().data()) * sizeof(mp_limb_t));
            }
        };
        std::unique_ptr<numbers> of;

        secret_key(const integer& p, const integer& g) : of(new numbers{p, p * p, 0}) {
            of->inverse = power(logarithm({g}), p - 2, p);  // by Fermat
        }
        [[nodiscard]] integer logarithm(const ciphertext& c) const {
            return (power(c.value, of->p - 1, of->squared) - 1) / of->p;
        }
    };

    struct key_pair {
        public_key pub;
        secret_key sec;
    };
    template <spnn::CryptographicRandomSource G>
    static key_pair generate_keys(std::size_t bits, G& random) {
        require<spnn::usage_error>(is_key_size(bits), "a key of ", bits, " bits, expected 3072 to 15360 by 192");
        const integer p = random_prime(bits / 3, random), n = p * p * random_prime(bits / 3, random);
        for (;;) {
            const integer g = random_bits(bits + 128, random) % n;
            if (gcd(g, n) == 1 && power(g, p - 1, p * p) != 1) return {{n, g}, {p, g}};
        }
    }

    // [encrypt]
    class encryptor {
    public:
        explicit encryptor(const public_key& pub) : pub_(pub) {}
        template <spnn::CryptographicRandomSource G>
        [[nodiscard]] ciphertext encrypt(const plaintext& m, G& random) const {
            return {power(pub_.g, checked(pub_, m) + nonce(random), pub_.n)};
        }
        template <spnn::CryptographicRandomSource G>
        [[nodiscard]] ciphertext rerandomise(const ciphertext& c, G& random) const {
            return add(pub_, c, {power(pub_.g, nonce(random), pub_.n)});
        }

    private:
        // n r; the bit above r keeps the exponent as long for every r and m.
        [[nodiscard]] integer nonce(auto& random) const {
            const auto bits = 2 * pub_.key_bits() / 3 + 128;
            return pub_.n * (random_bits(bits, random) | integer(1) << static_cast<unsigned>(bits));
        }
        public_key pub_;
    };
    // [/encrypt]

    // [operations]
    static ciphertext add(const public_key& pub, const ciphertext& a, const ciphertext& b) {
        return {checked(pub, a) * checked(pub, b) % pub.n};
    }
    static ciphertext add_plain(const public_key& pub, const ciphertext& a, const plaintext& m) {
        return add(pub, a, {power(pub.g, checked(pub, m), pub.n)});
    }
    static ciphertext scale(const public_key& pub, const ciphertext& a, const plaintext& m) {
        return {power(checked(pub, a), checked(pub, m), pub.n)};
    }
    static plaintext decrypt(const secret_key& sec, const ciphertext& c) {
        return sec.logarithm(c) * sec.of->inverse % sec.of->p;
    }
    // [/operations]

    static void store(const public_key& pub, const ciphertext& c, std::span<std::byte> out) {
        require<spnn::usage_error>(out.size() == pub.ciphertext_bytes(), "a ciphertext into ", out.size(), " bytes");
        std::ranges::fill(out, std::byte{0});
        mpz_export(out.data(), nullptr, -1, 1, 0, 0, checked(pub, c).backend().data());
    }
    // [load]
    static ciphertext load(const public_key& pub, std::span<const std::byte> in) {
        require<spnn::protocol_error>(in.size() == pub.ciphertext_bytes(), "a ciphertext came in ", in.size(),
                                      " bytes");
        ciphertext c{from_bytes(in)};
        require<spnn::protocol_error>(c.value > 0 && c.value < pub.n && gcd(c.value, pub.n) == 1,
                                      "the number that came is no ciphertext of this key");
        return c;
    }
    // [/load]
    static spnn::bytes store_public_key(const public_key& pub) {  // n, then g
        spnn::bytes out(2 * pub.ciphertext_bytes());
        mpz_export(out.data(), nullptr, -1, 1, 0, 0, pub.n.backend().data());
        mpz_export(out.data() + out.size() / 2, nullptr, -1, 1, 0, 0, pub.g.backend().data());
        return out;
    }
    static public_key load_public_key(std::span<const std::byte> in) {
        require<spnn::protocol_error>(is_key_size(4 * in.size()), "a public key came in ", in.size(), " bytes");
        const public_key pub{from_bytes(in.first(in.size() / 2)), from_bytes(in.last(in.size() / 2))};
        require<spnn::protocol_error>(pub.key_bits() == 4 * in.size() && pub.n % 2 == 1 && pub.g > 1 &&
                                          pub.g < pub.n - 1 && gcd(pub.g, pub.n) == 1,
                                      "the numbers that came are no public key");
        return pub;
    }

private:
    template <class Error>
    static void require(bool holds, const auto&... words) {
        spnn::require<Error>(holds, name, ": ", words...);
    }
    static std::size_t bit_length(const integer& x) { return mpz_sizeinbase(x.backend().data(), 2); }
    static bool is_key_size(std::size_t bits) { return bits >= 3072 && bits <= 15360 && bits % 192 == 0; }
    static const integer& checked(const public_key& pub, const ciphertext& c) {
        require<spnn::usage_error>(c.value > 0 && c.value < pub.n, "this ciphertext belongs to another key");
        return c.value;
    }
    static const integer& checked(const public_key& pub, const plaintext& m) {
        require<spnn::usage_error>(m >= 0 && bit_length(m) <= pub.plaintext_bits(), "a plaintext has 0 to ",
                                   pub.plaintext_bits(), " bits");
        return m;
    }
    // modulus odd. mpz_powm_sec takes no exponent 0.
    static integer power(const integer& base, const integer& exponent, const integer& modulus) {
        integer out = 1;
        if (exponent != 0)
            mpz_powm_sec(out.backend().data(), base.backend().data(), exponent.backend().data(),
                         modulus.backend().data());
        return out;
    }
    static integer from_bytes(std::span<const std::byte> in) {
        integer x;
        mpz_import(x.backend().data(), in.size(), -1, 1, 0, 0, in.data());
        return x;
    }
    static integer random_bits(std::size_t bits, auto& random) {
        spnn::bytes out(bits / 8);
        random.fill(out);
        return from_bytes(out);
    }
    // Three highest bits set, so that p^2 q has all the bits of the key.
    static integer random_prime(std::size_t bits, auto& random) {
        for (;;) {
            const integer p = random_bits(bits, random) | integer(7) << static_cast<unsigned>(bits - 3) | 1;
            if (mpz_probab_prime_p(p.backend().data(), 40) != 0) return p;
        }
    }
};

static_assert(spnn::he::AdditiveHe<okamoto_uchiyama>);
