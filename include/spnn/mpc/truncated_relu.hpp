// mpc/truncated_relu.hpp: truncation, ReLU and a new mask in one: formulas over words.
//
// z was opened as z^ = z + r (mpc/truncation.hpp: c, top, T, rho, m), and of t = floor(z / 2^F), or one more, the
// masked sign was opened as d^ = d + r_d modulo 2, d = [t >= 0] (fss/drelu.hpp with the mask rho at u = T modulo 2^k).
// The dealer shares, for a fresh uniform mask r_out of the result,
//   A = r_d,   and for D = 0 and 1, with q_0 = r_d and q_1 = 1 - r_d,
//   C_D = r_out - q_D rho,   M_D = q_D m modulo 2^(Out-N+F),
// of which the sides use those of D = d^. Since q_D = d there, with a = A for D = 0 and 1 - A for D = 1
//   y^ = a T + C_D + [top = 0] 2^(N-F) M_D = d t + r_out.
// Opened, y^ is ReLU(t) under its new mask: what the next layer takes in. z^, d^ and y^ together are uniform, whatever
// z is: for each z the masks (r, r_d, r_out) and the triples (z^, d^, y^) go one to one.

#pragma once

#include <spnn/mpc/truncation.hpp>

#include <array>

namespace SPNN_NAMESPACE::mpc {

// ReLU with dropping F bits of numbers of N bits, with results of Out bits.
template <unsigned N, unsigned F, unsigned Out = N>
struct truncated_relu {
    // How bits are dropped, and its words.
    using cutting = truncation<N, F, Out>;
    using word = typename cutting::word;
    using reading = typename cutting::reading;

    // The dealer's fixed words, or a side's shares of them.
    struct words {
        word sign;                     // A
        std::array<word, 2> constant;  // C_0, C_1
        std::array<word, 2> top;       // M_0, M_1
    };
    // Of the masks r, r_d and r_out.
    [[nodiscard]] static constexpr words of_masks(word r, bool r_d, word r_out) {
        const auto of_r = cutting::of_mask(r);
        const std::array<word, 2> q{static_cast<word>(r_d), static_cast<word>(!r_d)};
        words out{q[0], {}, {}};
        for (const std::size_t d : {0u, 1u}) {
            out.constant[d] = static_cast<word>(r_out - q[d] * of_r.shifted);
            out.top[d] = static_cast<word>(q[d] * of_r.top);
        }
        return out;
    }

    // A side's share of y^, from d^ and its shares of the words; the lowest Out bits count.
    [[nodiscard]] static constexpr word masked(side of, const reading& at, bool d, const words& share) {
        return static_cast<word>(bit_share(of, d, share.sign) * at.quotient + share.constant[d] +
                                 cutting::lifted(at, share.top[d]));
    }
};

}  // namespace SPNN_NAMESPACE::mpc
