// split/narrow.hpp: the narrowest numbers that a run can do with: how far sums reach, and the ring that holds them.
//
// Narrow numbers cost less: `encrypted` packs more of them into a ciphertext, and sums of few bits fit z2k<32>, which
// halves what holders send. What a table and its weights need of the range:
//
// The part of h1 that a holder adds for a row x of its d columns and a unit with weights t is, in fixed point,
//   |x^ . t^|  <=  |x^|_2 |t^|_2  <=  (|x|_2 + e) (|t|_2 + e),      e = sqrt(d) 2^-(f+1),
// by Cauchy and Schwarz, and because rounding moves each of d numbers by at most 2^-(f+1). First weights are drawn
// between -a and a (nn/initialise.hpp), so |t|_2 <= a sqrt(d) at first; say that no unit's weights ever get longer than
// `growth` times that, W = growth a sqrt(d). With X the longest row, noise of at most n, and k holders,
//   2^range_bits  >=  k ((X + e) (W + e) + n)
// keeps every part within range / k, hence every sum within the range. That growth is a forecast. Each holder checks
// its products before they leave (split/first_layer/product.hpp), so a wrong one ends in a range_error that names the
// cure, and never in a wrong sum.
//
// Rounded products (first_layer/scale.hpp) travel in f + range_bits bits, but are computed with 2 f before they are
// rounded, so the ring must hold 2 f + range_bits all the same: rounding gives `encrypted` more slots, not z2k<32> more
// bits.
//
// What it tells: a plan is public. Range bits made from one holder's table say within a factor of two how long its
// longest row is; scaled and clipped columns say little by that (data/scaling.hpp).

#pragma once

#include <spnn/core/finite.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/defence/product_noise.hpp>
#include <spnn/nn/initialise.hpp>
#include <spnn/split/plan.hpp>
#include <spnn/train/narrowest_ring.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace SPNN_NAMESPACE::split {

using train::fraction_bits_beside;
using train::in_narrowest_ring;

// What a holder takes for granted of training.
struct range_forecast {
    double growth = 8;         // no unit's weights get longer than this many times the longest that can be drawn
    double product_noise = 0;  // as in the holder's party_options
};

// The least plan::range_bits for the part of one holder, whose table is x, in a network whose first layer has
// first_width units; the plan needs the largest of all holders'. Only columns and fraction_bits of the plan count.
// range_error when x holds what is no number; usage_error for a growth below 1, and a table that is not the holder's.
[[nodiscard]] inline int range_bits_for(const plan& p, std::size_t holder, std::size_t first_width,
                                        const matrix<float>& x, const range_forecast& forecast = {}) {
    require<usage_error>(holder < p.holders() && columns(x) == p.columns[holder], "range_bits_for: a table of ",
                         columns(x), " columns is not that of holder ", holder + 1, " in the plan");
    require<usage_error>(forecast.growth >= 1, "range_bits_for: growth is ", forecast.growth, ", expected at least 1");
    require_finite(x, text(the_holder(holder).name(), ": features"));
    const double root = std::sqrt(static_cast<double>(columns(x)));
    double longest = 0;
    for (std::size_t i = 0; i < rows(x); ++i) {
        double squares = 0;
        for (const double v : row(x, i)) squares += v * v;
        longest = std::max(longest, squares);
    }
    longest = std::sqrt(longest);
    const int fraction = p.fraction_bits == 0 ? fixed_point<z2k<32>>::default_fraction_bits : p.fraction_bits;
    const double rounding = root * std::ldexp(1.0, -(fraction + 1));
    const double weights = forecast.growth * root * nn::glorot_bound(p.total_columns(), first_width);
    const double part = (longest + rounding) * (weights + rounding) +
                        spnn::defence::product_noise(forecast.product_noise, crypto::seed{}).bound();
    // A little above, for what these few operations round themselves.
    return std::max(
        0, static_cast<int>(std::ceil(std::log2(static_cast<double>(p.holders()) * part * (1 + 1e-9) + 1e-300))));
}

// The same for the tables of all holders, where they are in one place (split/simulate.hpp).
[[nodiscard]] inline int range_bits_for(const plan& p, std::size_t first_width,
                                        const std::vector<matrix<float>>& tables, const range_forecast& forecast = {}) {
    int most = 0;
    for (std::size_t j = 0; j < tables.size(); ++j)
        most = std::max(most, range_bits_for(p, j, first_width, tables[j], forecast));
    return most;
}

}  // namespace SPNN_NAMESPACE::split
