// One piece of work with the library; compiled several times, as two_units::SPNN_UNIT.

#include "unit.hpp"

#include <spnn/spnn.hpp>

#include <algorithm>

namespace two_units {

void SPNN_UNIT(results& out) {
    const auto copy = [](const auto& x, auto& to) { std::copy_n(x.data(), results::size, to); };

    spnn::crypto::prg random{spnn::crypto::seed{}};
    random.fill(std::as_writable_bytes(std::span(out.stream)));

    auto a = spnn::make_matrix<std::uint64_t>(8, 31);
    auto b = spnn::make_matrix<std::uint64_t>(31, 8);
    auto c = spnn::make_matrix<std::uint64_t>(8, 8);
    spnn::fill_uniform<spnn::z2k<64>>(random, spnn::elements(a));
    spnn::fill_uniform<spnn::z2k<64>>(random, spnn::elements(b));
    spnn::multiply<spnn::z2k<64>>(a, b, c);
    copy(c, out.ring_product);

    spnn::fill_uniform<spnn::mersenne61>(random, spnn::elements(a));
    spnn::fill_uniform<spnn::mersenne61>(random, spnn::elements(b));
    spnn::multiply<spnn::mersenne61>(a, b, c);
    copy(c, out.field_product);

    auto x = spnn::make_matrix<float>(8, 31);
    auto w = spnn::make_matrix<float>(31, 8);
    auto y = spnn::make_matrix<float>(8, 8);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x.data()[i] = static_cast<float>(a.data()[i] % 1000) / 500 - 1;
        w.data()[i] = static_cast<float>(b.data()[i] % 1000) / 500 - 1;
    }
    spnn::multiply(x, w, y);
    copy(y, out.product);
    spnn::fixed_point<spnn::z2k<64>>().encode(x, a, "x");
    copy(a, out.encoded);
}

}  // namespace two_units
