#include <spnn/train/narrowest_ring.hpp>

#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/plan.hpp>

#include <doctest/doctest.h>

namespace {

namespace train = spnn::train;
using spnn::z2k;

template <spnn::Ring... Rings>
std::string ring_for(int fraction_bits, int range_bits) {
    spnn::split::plan p;
    p.fraction_bits = fraction_bits;
    p.range_bits = range_bits;
    return train::in_narrowest_ring<Rings...>(p, []<class R>() { return std::string(R::name); });
}

TEST_CASE("train/narrowest_ring: the ring is the first that the plan's numbers fit, else the last") {
    const auto narrowest = [](int fraction_bits, int range_bits) {
        return ring_for<z2k<32>, z2k<64>, z2k<128>>(fraction_bits, range_bits);
    };
    CHECK(narrowest(12, 6) == "z2k<32>");
    CHECK(narrowest(12, 7) == "z2k<64>");
    CHECK(narrowest(20, 22) == "z2k<64>");
    CHECK(narrowest(20, 23) == "z2k<128>");
    CHECK(narrowest(50, 50) == "z2k<128>");
    CHECK(narrowest(0, -1) == "z2k<32>");
    CHECK(narrowest(0, 12) == "z2k<64>");
    for (int range_bits = 0; range_bits <= 30; ++range_bits) {
        const int fraction_bits = train::fraction_bits_beside<z2k<32>>(range_bits);
        if (fraction_bits >= 1) CHECK(narrowest(fraction_bits, range_bits) == "z2k<32>");
        CHECK(narrowest(fraction_bits + 1, range_bits) != "z2k<32>");
    }
    CHECK(ring_for<z2k<32>>(20, 12) == "z2k<32>");  // whose fixed point refuses them
    CHECK(ring_for<z2k<64>, z2k<128>>(12, 6) == "z2k<64>");
}

}  // namespace
