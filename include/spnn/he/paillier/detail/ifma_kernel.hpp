// he/paillier/detail/ifma_kernel.hpp: eight Montgomery products at once.
//
// Numbers as in he/paillier/detail/ifma_digits.hpp, D >= 8 a multiple of 4. The modulus N is odd and the same in all
// lanes; R = 2^(52 D) >= 16 N and N >= 8.
//
// "Almost" Montgomery: multiply_reduce gives (f + s + q N) / R, where f is one product a b or the sum a b + c d of two,
// 0 <= s < R + N, and q < R makes the division exact. For f <= 8 N^2 the result is below
//   (8 N^2 + R + N + R N) / R <= N / 2 + 1 + 1 / 16 + N < 2 N - 2,
// so results are factors again without a subtraction, and one conditional subtraction makes them final.
//
// A column of digits is summed in 64 bits before carries are passed on: at most (2 P + 2) D terms below 2^52 (P = 1 or
// 2 products, and q N; low and high halves), a digit of s below 2^53 and a carry below 2^12. That is below 2^64 as long
// as (2 P + 2) D + 3 <= 2^12: D <= max_digits(P).
//
// From: S. Gueron, V. Krasnov, "Software implementation of modular exponentiation, using advanced vector instructions
// architectures", 2012.
//
// No time and no address depends on a value. A caller must have checked that the machine has AVX-512 F, DQ and IFMA.

#pragma once

#include <spnn/he/paillier/detail/ifma_digits.hpp>

#if SPNN_X86

namespace SPNN_NAMESPACE::he::detail::ifma {

constexpr std::size_t max_digits(std::size_t products) { return ((std::size_t{1} << 12) - 3) / (2 * products + 2); }

SPNN_TARGET_BEGIN("avx512f,avx512dq,avx512ifma")

// Some digits (rows) of the factors a and of q, and the last digits of b and N that they met: b[p][k] is the one k
// columns before the last.
template <std::size_t Products, std::size_t Rows>
struct rows_at_once {
    vec a[Products][Rows], q[Rows], b[Products][Rows], n[Rows];

    // sum + all that the rows give to the next column, where they meet `digits` of b and `of_n` of N.
    vec column(vec sum, const vec (&digits)[Products], vec of_n) {
        vec more{};
#pragma GCC unroll 2
        for (std::size_t p = 0; p < Products; ++p) add(sum, more, a[p], b[p], digits[p]);
        add(sum, more, q, n, of_n);
        return sum + more;
    }

    // All that the rows give to the column K beyond the last digit of b and N.
    vec column_beyond(std::size_t k) const {
        vec sum{}, more{};
#pragma GCC unroll 2
        for (std::size_t p = 0; p < Products; ++p) add_beyond(sum, more, a[p], b[p], k);
        add_beyond(sum, more, q, n, k);
        return sum + more;
    }

private:
    static void add(vec& sum, vec& more, const vec (&x)[Rows], vec (&y)[Rows], vec now) {
        sum = low(sum, x[0], now);
        more = high(more, x[0], y[0]);
#pragma GCC unroll 4
        for (std::size_t r = 1; r < Rows; ++r) {
            sum = low(sum, x[r], y[r - 1]);
            more = high(more, x[r], y[r]);
        }
#pragma GCC unroll 4
        for (std::size_t r = Rows - 1; r > 0; --r) y[r] = y[r - 1];
        y[0] = now;
    }
    static void add_beyond(vec& sum, vec& more, const vec (&x)[Rows], const vec (&y)[Rows], std::size_t k) {
#pragma GCC unroll 4
        for (std::size_t r = k; r < Rows; ++r) {
            more = high(more, x[r], y[r - k]);
            if (r > k) sum = low(sum, x[r], y[r - k - 1]);
        }
    }
};

// The digits of q for rows i to i + Rows - 1, which make the first columns zero: from what stands in these columns and
// the rows' digits of a. Returns the carry into the column behind them.
template <std::size_t Products, std::size_t Rows>
inline vec decide(eight_words* quotient, const vec (&columns)[Rows], const eight_words* const (&a)[Products],
                  const eight_words* const (&b)[Products], std::size_t i, const modulus& n) {
    vec q[Rows], rest{};
#pragma GCC unroll 4
    for (std::size_t c = 0; c < Rows; ++c) {
        vec sum = columns[c], more{};
#pragma GCC unroll 2
        for (std::size_t p = 0; p < Products; ++p) {
#pragma GCC unroll 4
            for (std::size_t r = 0; r <= c; ++r) {
                sum = low(sum, load(a[p] + i + r), load(b[p] + c - r));
                if (r < c) more = high(more, load(a[p] + i + r), load(b[p] + c - 1 - r));
            }
        }
#pragma GCC unroll 4
        for (std::size_t r = 0; r < c; ++r) {
            sum = low(sum, q[r], all(n.digits[c - r]));
            more = high(more, q[r], all(n.digits[c - 1 - r]));
        }
        sum += more + rest;
        q[c] = low(vec{}, sum, all(n.minus_inverse));
        store(quotient + i + c, q[c]);
        rest = low(sum, q[c], all(n.digits[0])) >> digit_bits;
    }
    return rest;
}

// out = (f + s + q N) / R as above, f the sum of a[p] b[p]. `sums` holds the digits of s and is used up; q goes to
// `quotient`. out may be a factor. Several digits of a and of q go over b and N in one pass, as many as the registers
// hold, so that a column is loaded and stored once for all; the next digits of q are decided early in it, so that
// nothing waits for them.
template <std::size_t Products>
inline void multiply_reduce(eight_words* out, eight_words* quotient, const eight_words* const (&a)[Products],
                            const eight_words* const (&b)[Products], const modulus& n, eight_words* sums) {
    constexpr std::size_t Rows = Products == 1 ? 4 : 2;
    const std::size_t size = n.size;
    const auto* const digits = n.digits;
    vec columns[Rows];
    for (std::size_t k = 0; k < Rows; ++k) columns[k] = load(sums + k);
    vec rest = decide<Products, Rows>(quotient, columns, a, b, 0, n);
    for (std::size_t i = 0; i < size; i += Rows) {
        rows_at_once<Products, Rows> rows;
        const auto next = [&](vec sum, std::size_t j) {
            vec now[Products];
#pragma GCC unroll 2
            for (std::size_t p = 0; p < Products; ++p) now[p] = load(b[p] + j);
            return rows.column(sum, now, all(digits[j]));
        };
#pragma GCC unroll 4
        for (std::size_t k = 0; k < Rows; ++k) {
            rows.q[k] = load(quotient + i + k);
            rows.n[k] = all(digits[Rows - 1 - k]);
#pragma GCC unroll 2
            for (std::size_t p = 0; p < Products; ++p) {
                rows.a[p][k] = load(a[p] + i + k);
                rows.b[p][k] = load(b[p] + Rows - 1 - k);
            }
        }
#pragma GCC unroll 4
        for (std::size_t k = 0; k < Rows; ++k) {
            columns[k] = next(load(sums + Rows + k) + rest, Rows + k);
            rest = vec{};
        }
        if (i + Rows < size)
            rest = decide<Products, Rows>(quotient, columns, a, b, i + Rows, n);
        else
            for (std::size_t k = 0; k < Rows; ++k) store(sums + k, columns[k]);
        for (std::size_t j = 2 * Rows; j < size; j += 4) {
#pragma GCC unroll 4
            for (std::size_t k = j; k < j + 4; ++k) store(sums + k - Rows, next(load(sums + k), k));
        }
#pragma GCC unroll 4
        for (std::size_t k = 0; k < Rows; ++k) store(sums + size - Rows + k, rows.column_beyond(k));
    }
    carry(out, sums, size);
}

SPNN_TARGET_END

}  // namespace SPNN_NAMESPACE::he::detail::ifma

#endif
