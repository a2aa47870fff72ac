// How fast Paillier's scheme can be on one core with AVX-512 IFMA: eight ciphertexts at a time, one in each lane, in
// digits of 52 bits. Encryption by a fixed-base table of h_s with windows of eight bits and exponents of 448 bits;
// decryption by the two half-length powers modulo p^2 and q^2.
//
// A floor: tables are read at secret places, nothing is wiped, keys of 2048 bits alone, and results stay in digits
// where they are not decrypted.

#pragma once

#include <floors/region.hpp>

#include <boost/multiprecision/gmp.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace floors {

using boost::multiprecision::mpz_int;

inline constexpr std::size_t lanes_of_words = 8;
inline constexpr int digit_bits = 52;

[[nodiscard]] inline mpz_int power_modulo(const mpz_int& base, const mpz_int& exponent, const mpz_int& n) {
    return powm(base, exponent, n);
}

// Eight numbers of Digits digits: digit d of number l is at [d][l].
template <std::size_t Digits>
struct alignas(64) eight {
    std::uint64_t digit[Digits][lanes_of_words];

    void set(std::size_t lane, mpz_int x) {
        for (auto& d : digit) {
            d[lane] = static_cast<std::uint64_t>(x & ((mpz_int(1) << digit_bits) - 1));
            x >>= digit_bits;
        }
    }
    void set_all(const mpz_int& x) {
        for (std::size_t lane = 0; lane < lanes_of_words; ++lane) set(lane, x);
    }
    [[nodiscard]] mpz_int get(std::size_t lane) const {
        mpz_int x = 0;
        for (std::size_t d = Digits; d-- > 0;) x = (x << digit_bits) + digit[d][lane];
        return x;
    }
};

// Products modulo n in Montgomery's form, R = 2^(52 Digits) > 4 n; everything stays below 2 n.
template <std::size_t Digits>
struct modulus {
    static_assert(Digits % 2 == 0);

    explicit modulus(const mpz_int& number) : n(number), r((mpz_int(1) << (digit_bits * Digits)) % n) {
        digits.set_all(n);
        const auto low = static_cast<std::uint64_t>(n & ~std::uint64_t{0});
        std::uint64_t inverse = 1;  // of n mod 2^64: each round doubles the bits that are right
        for (int i = 0; i < 6; ++i) inverse *= 2 - low * inverse;
        minus_inverse = (0 - inverse) & ((std::uint64_t{1} << digit_bits) - 1);
    }

    mpz_int n, r;
    eight<Digits> digits;
    std::uint64_t minus_inverse;  // -1/n mod 2^52
};

[[nodiscard]] inline bool has_ifma() {
    const auto& has = spnn::detail::cpu();
    return has.avx512ifma && has.avx512f && has.avx512dq;
}

#if SPNN_X86
FLOOR_BEGIN("avx512f,avx512dq,avx512ifma")
namespace detail {

inline __m512i load(const std::uint64_t (&x)[lanes_of_words]) { return _mm512_load_si512(x); }
inline __m512i low(__m512i sum, __m512i a, __m512i b) { return _mm512_madd52lo_epu64(sum, a, b); }
inline __m512i high(__m512i sum, __m512i a, __m512i b) { return _mm512_madd52hi_epu64(sum, a, b); }

// c = a b / R mod n, below 2 n when a and b are; c may be a or b.
//
// Two digits of a at a time: their products with b and the multiples m of n that clear the two lowest digits are
// added column by column, so that the running sum is read and written half as often. It fits: a column lives for
// Digits / 2 rounds and gains less than eight times 2^52 in each.
template <std::size_t Digits>
void product(const eight<Digits>& a, const eight<Digits>& b, const modulus<Digits>& mod, eight<Digits>& c) {
    const __m512i zero = _mm512_setzero_si512(), digit = _mm512_set1_epi64((1LL << digit_bits) - 1);
    const __m512i k = _mm512_set1_epi64(static_cast<long long>(mod.minus_inverse));
    const auto &bd = b.digit, &nd = mod.digits.digit;
    __m512i sum[Digits];
    for (auto& s : sum) s = zero;
    for (std::size_t i = 0; i < Digits; i += 2) {
        const __m512i a0 = load(a.digit[i]), a1 = load(a.digit[i + 1]);
        __m512i b0 = load(bd[0]), b1 = load(bd[1]), n0 = load(nd[0]), n1 = load(nd[1]);

        __m512i t = low(sum[0], a0, b0);
        const __m512i m0 = low(zero, t, k);
        t = low(t, m0, n0);
        __m512i carry = _mm512_srli_epi64(t, digit_bits);

        t = low(high(_mm512_add_epi64(sum[1], carry), a0, b0), a0, b1);
        t = _mm512_add_epi64(t, low(low(high(zero, m0, n0), m0, n1), a1, b0));
        const __m512i m1 = low(zero, t, k);
        t = low(t, m1, n0);
        carry = _mm512_srli_epi64(t, digit_bits);

#pragma GCC unroll 4
        for (std::size_t j = 2; j < Digits; ++j) {
            const __m512i b2 = load(bd[j]), n2 = load(nd[j]);
            __m512i of_b = low(high(j == 2 ? _mm512_add_epi64(sum[j], carry) : sum[j], a0, b1), a0, b2);
            __m512i of_n = low(high(zero, m0, n1), m0, n2);
            of_b = low(high(of_b, a1, b0), a1, b1);
            of_n = low(high(of_n, m1, n0), m1, n1);
            sum[j - 2] = _mm512_add_epi64(of_b, of_n);
            b0 = b1, b1 = b2, n0 = n1, n1 = n2;
        }
        // The two columns beyond the last digit.
        sum[Digits - 2] = _mm512_add_epi64(low(high(high(zero, a0, b1), a1, b0), a1, b1),
                                           low(high(high(zero, m0, n1), m1, n0), m1, n1));
        sum[Digits - 1] = high(high(zero, a1, b1), m1, n1);
    }
    __m512i carry = zero;
    for (std::size_t j = 0; j < Digits; ++j) {
        const __m512i t = _mm512_add_epi64(sum[j], carry);
        carry = _mm512_srli_epi64(t, digit_bits);
        _mm512_store_si512(c.digit[j], _mm512_and_si512(t, digit));
    }
}

// Digit c of the numbers that stand in `table` at the eight places.
inline __m512i gather(const std::uint64_t* table, __m512i places, std::size_t c) {
    return _mm512_i64gather_epi64(_mm512_add_epi64(places, _mm512_set1_epi64(static_cast<long long>(c))), table, 8);
}

}  // namespace detail

// Encrypts eight plaintexts at a time.
class eight_encryptions {
public:
    static constexpr std::size_t digits = 80, window = 8, exponent_bytes = 56, row = std::size_t{1} << window;
    using exponents = std::array<std::array<std::uint8_t, exponent_bytes>, lanes_of_words>;

    eight_encryptions(const mpz_int& n, const mpz_int& h_s) : mod_(n * n), table_(exponent_bytes * row * digits) {
        mpz_int base = h_s;
        for (std::size_t w = 0; w < exponent_bytes; ++w) {
            mpz_int power = mod_.r;  // 1 in Montgomery's form; so are its products with plain numbers
            for (std::size_t e = 0; e < row; ++e) {
                mpz_int left = power;
                for (std::size_t d = 0; d < digits; ++d, left >>= digit_bits)
                    table_[(w * row + e) * digits + d] =
                        static_cast<std::uint64_t>(left & ((mpz_int(1) << digit_bits) - 1));
                power = power * base % mod_.n;
            }
            base = power_modulo(base, row, mod_.n);
        }
    }

    // out = (1 + m n) h_s^exponent mod n^2 in each lane, below 2 n^2; `factors` holds the 1 + m n.
    void encrypt(const eight<digits>& factors, const exponents& secret, eight<digits>& out) const {
        eight<digits> power;
        for (std::size_t w = 0; w < exponent_bytes; ++w) {
            alignas(64) std::uint64_t at[lanes_of_words];
            for (std::size_t l = 0; l < lanes_of_words; ++l) at[l] = (w * row + secret[l][w]) * digits;
            const __m512i places = _mm512_load_si512(at);
            auto& to = w == 0 ? out : power;
            for (std::size_t d = 0; d < digits; ++d)
                _mm512_store_si512(to.digit[d], detail::gather(table_.data(), places, d));
            if (w > 0) detail::product(out, power, mod_, out);
        }
        detail::product(out, factors, mod_, out);  // takes it out of Montgomery's form
    }

private:
    modulus<digits> mod_;
    std::vector<std::uint64_t> table_;
};

// Decrypts eight ciphertexts at a time.
class eight_decryptions {
public:
    static constexpr std::size_t digits = 40, window = 5;

    eight_decryptions(const mpz_int& p, const mpz_int& q) : p_(p, q), q_(q, p), q_inverse_(power_modulo(q, p - 2, p)) {}

    void decrypt(const std::array<mpz_int, lanes_of_words>& ciphertexts,
                 std::array<mpz_int, lanes_of_words>& plaintexts) const {
        std::array<mpz_int, lanes_of_words> mod_p, mod_q;
        p_.decrypt(ciphertexts, mod_p);
        q_.decrypt(ciphertexts, mod_q);
        for (std::size_t l = 0; l < lanes_of_words; ++l) {
            mpz_int u = (mod_p[l] - mod_q[l]) * q_inverse_ % p_.prime;
            if (u < 0) u += p_.prime;
            plaintexts[l] = mod_q[l] + u * q_.prime;
        }
    }

private:
    // One prime's part: m mod p = L(c^(p-1) mod p^2) / L((1 + n)^(p-1) mod p^2), L(x) = (x - 1) / p; the second is -q.
    struct half {
        half(const mpz_int& p, const mpz_int& q) : prime(p), mod(p * p), factor(p - power_modulo(q, p - 2, p)) {
            one.set_all(mpz_int(1));
            r_squared.set_all(mod.r * mod.r % mod.n);
            for (mpz_int e = p - 1; e > 0; e >>= window) exponent.push_back(static_cast<unsigned>(e & 31));
        }

        void decrypt(const std::array<mpz_int, lanes_of_words>& ciphertexts,
                     std::array<mpz_int, lanes_of_words>& plaintexts) const {
            eight<digits> power[1 << window], x;
            for (std::size_t l = 0; l < lanes_of_words; ++l) x.set(l, ciphertexts[l] % mod.n);
            detail::product(x, r_squared, mod, power[1]);
            detail::product(one, r_squared, mod, power[0]);
            for (std::size_t e = 2; e < (1 << window); ++e) detail::product(power[e - 1], power[1], mod, power[e]);
            x = power[exponent.back()];
            for (std::size_t i = exponent.size() - 1; i-- > 0;) {
                for (std::size_t s = 0; s < window; ++s) detail::product(x, x, mod, x);
                detail::product(x, power[exponent[i]], mod, x);
            }
            detail::product(x, one, mod, x);
            for (std::size_t l = 0; l < lanes_of_words; ++l)
                plaintexts[l] = (x.get(l) % mod.n - 1) / prime * factor % prime;
        }

        mpz_int prime;
        modulus<digits> mod;
        mpz_int factor;
        eight<digits> one, r_squared;
        std::vector<unsigned> exponent;  // digits of window bits, the lowest first
    };

    half p_, q_;
    mpz_int q_inverse_;
};
FLOOR_END
#endif

}  // namespace floors
