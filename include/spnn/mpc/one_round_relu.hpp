// mpc/one_round_relu.hpp: truncation, ReLU and a new mask after one opening instead of two, by longer keys: formulas
// over words, for links on which a round costs more than bytes.
//
// As in mpc/truncated_relu.hpp z was opened under r, and t = T - rho + [top = 0] 2^(N-F) m is to become ReLU(t) +
// r_out. Its sign is not opened but comes as a factor in shared words. With u = T modulo 2^K, e = the highest bit of u,
// M = -rho modulo 2^K, mu = 1 - (the highest bit of M) and alpha = M modulo 2^(K-1), the point being p = -1 - u modulo
// 2^(K-1),
//   [t >= 0] = q_e + (1 - 2e) (1 - 2 mu) [p < alpha],   q_0 = mu,   q_1 = 1 - mu.
// The first part times t, plus r_out, is what truncated_relu makes of its words for r_d = mu and d = e. The second
// comes from a comparison with the payload (1 - 2 mu) (1, rho, m) (fss/dcf.hpp), whose words times T, -1 and [top = 0]
// 2^(N-F) are added for e = 0 and subtracted for e = 1. Right for -2^(K-1) <= t < 2^(K-1).
//
// z^ and y^ together are uniform, whatever z is; e and p are read off z^.

#pragma once

#include <spnn/fss/dcf.hpp>
#include <spnn/mpc/truncated_relu.hpp>

namespace SPNN_NAMESPACE::mpc {

// ReLU with dropping F bits of numbers of N bits, compared in K bits, with results of Out bits.
template <unsigned N, unsigned F, unsigned K, unsigned Out = N>
struct one_round_relu {
    static_assert(K >= 2 && K <= N - F, "one_round_relu: a number with F bits dropped has n - f bits, and a sign");

    // The same in two rounds, how bits are dropped, and its words.
    using two_rounds = truncated_relu<N, F, Out>;
    using cutting = typename two_rounds::cutting;
    using word = typename two_rounds::word;
    using reading = typename two_rounds::reading;
    using words = typename two_rounds::words;
    // Of the keys.
    static constexpr fss::dcf_shape shape{K - 1, Out, cutting::top_bits};

    // What the dealer makes of the mask r for a key: its point and payload.
    struct key {
        std::uint64_t alpha;  // of K - 1 bits
        fss::payload beta;    // (1 - 2 mu) (1, rho, m)
    };
    // Of r, of which the lowest N bits count.
    [[nodiscard]] static constexpr key key_of(word r) {
        const auto of_r = cutting::of_mask(r);
        const std::uint64_t minus = std::uint64_t{0} - negated_top(of_r.shifted);  // mu as all ones or zeros
        const auto signed_by_mu = [minus](std::uint64_t x) { return (x ^ minus) - minus; };
        return {cut<K - 1>(std::uint64_t{0} - of_r.shifted),
                {signed_by_mu(1), signed_by_mu(of_r.shifted), signed_by_mu(of_r.top)}};
    }
    // The dealer's fixed words of the masks r and r_out.
    [[nodiscard]] static constexpr words of_masks(word r, word r_out) {
        return two_rounds::of_masks(r, negated_top(cutting::of_mask(r).shifted) != 0, r_out);
    }

    // Where the key is evaluated, public.
    [[nodiscard]] static constexpr std::uint64_t point(const reading& at) {
        return cut<K - 1>(~static_cast<std::uint64_t>(at.quotient));
    }
    // A side's share of y^, from its shares of the words and its evaluated key; the lowest Out bits count.
    [[nodiscard]] static constexpr word masked(side of, const reading& at, const words& share,
                                               const fss::payload& evaluated) {
        const bool e = (at.quotient >> (K - 1) & 1) != 0;
        const auto second =
            static_cast<word>(static_cast<word>(evaluated[0]) * at.quotient - static_cast<word>(evaluated[1]) +
                              cutting::lifted(at, static_cast<word>(evaluated[2])));
        const word first = two_rounds::masked(of, at, e, share);
        return static_cast<word>(e ? first - second : first + second);
    }

private:
    // mu.
    [[nodiscard]] static constexpr std::uint64_t negated_top(word shifted) {
        return (~(std::uint64_t{0} - shifted) >> (K - 1)) & 1;
    }
};

}  // namespace SPNN_NAMESPACE::mpc
