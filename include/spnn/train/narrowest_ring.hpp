// train/narrowest_ring.hpp: the ring that a plan's numbers need, of those that a program is compiled for.

#pragma once

#include <spnn/train/terms.hpp>

namespace SPNN_NAMESPACE::train {

// The most fraction bits that leave sums room for range_bits in the ring R; negative when there are none.
template <Ring R>
[[nodiscard]] constexpr int fraction_bits_beside(int range_bits) {
    return (fixed_point<R>::max_range_bits(0) - range_bits) / 2;
}

// Whether the plan's numbers, or the ring's own where the plan leaves them open, fit the ring R.
template <Ring R, Terms P>
[[nodiscard]] bool fits(const P& p) {
    const auto [fraction, range] = bits_of<R>(p);
    return fixed_point<R>::fits(fraction, range);
}

// f.operator()<R>() for the first ring of the list that the plan's numbers fit, else the last, which then refuses
// them: list the rings that a program is compiled for, the narrowest first. All parties find the same ring, since all
// have the same plan. With fraction_bits left open a narrow ring takes its own: say how many are needed.
//
//     return train::in_narrowest_ring<z2k<32>, z2k<64>>(plan, [&]<class R>() { return run<R>(plan); });
template <Ring R, Ring... Wider, Terms P, class F>
decltype(auto) in_narrowest_ring(const P& p, F&& f) {
    if constexpr (sizeof...(Wider) > 0)
        if (!fits<R>(p)) return in_narrowest_ring<Wider...>(p, std::forward<F>(f));
    return std::forward<F>(f).template operator()<R>();
}

}  // namespace SPNN_NAMESPACE::train
