// support/statistics.hpp: does it look uniform?

#pragma once

#include <spnn/core/tensor.hpp>

#include <array>

namespace test {

// Pearson's statistic of the four low bytes of every element, against uniform bytes: about 255, with a standard
// deviation of 22.6, if they are.
template <class T>
double byte_chi_square(std::span<const T> values) {
    std::array<double, 256> seen{};
    for (const auto value : values)
        for (unsigned shift = 0; shift < 32; shift += 8) ++seen[static_cast<std::size_t>(value >> shift) & 255];
    const double expected = 4 * static_cast<double>(values.size()) / 256;
    double statistic = 0;
    for (const double count : seen) statistic += (count - expected) * (count - expected) / expected;
    return statistic;
}

// Within eight standard deviations. Needs a thousand elements or more to say anything.
template <class T>
bool looks_uniform(std::span<const T> values) {
    const double statistic = byte_chi_square(values);
    return statistic > 75 && statistic < 436;
}

template <class T>
bool looks_uniform(const spnn::matrix<T>& values) {
    return looks_uniform(std::span<const T>(spnn::elements(values)));
}

}  // namespace test
