// Runs every unit that this machine can run and compares what they computed.

#include "unit.hpp"

#include <spnn/spnn.hpp>  // a second time with the baseline's flags: a body that is not inline would not link

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace {

bool agree(const two_units::results& a, const two_units::results& b) {
    bool same = std::ranges::equal(a.ring_product, b.ring_product) &&
                std::ranges::equal(a.field_product, b.field_product) && std::ranges::equal(a.encoded, b.encoded) &&
                std::ranges::equal(a.stream, b.stream);
    for (std::size_t i = 0; i < two_units::results::size; ++i)  // fused multiply-add rounds once instead of twice
        same = same && std::abs(a.product[i] - b.product[i]) <= 1e-5f;
    return same;
}

// True if `unit` computes what the baseline computes.
bool check(const char* name, void (*unit)(two_units::results&), const two_units::results& expected) {
    two_units::results found{};
    unit(found);
    const bool same = agree(found, expected);
    std::printf("%s: %s the baseline\n", name, same ? "agrees with" : "DIFFERS from");
    return same;
}

}  // namespace

int main() {
    two_units::results expected{};
    two_units::baseline(expected);
    if (std::ranges::all_of(expected.ring_product, [](auto x) { return x == 0; })) {
        std::puts("the baseline computed nothing");
        return 1;
    }
    bool same = true;
#ifdef SPNN_UNIT_sse42
    if (__builtin_cpu_supports("sse4.2") != 0) same = check("sse42", two_units::sse42, expected) && same;
#endif
#ifdef SPNN_UNIT_avx2
    if (spnn::detail::cpu().avx2)
        same = check("avx2", two_units::avx2, expected) && same;
    else
        std::puts("avx2: this machine does not have it");
#endif
#ifdef SPNN_UNIT_native
    same = check("native", two_units::native, expected) && same;
#endif
    return same ? 0 : 1;
}
