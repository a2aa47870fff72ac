// error: 'this' argument
#include <spnn/fss/drelu.hpp>

void twice(spnn::fss::drelu_keys keys, spnn::crypto::prg& draws, std::span<const std::uint64_t> u,
           std::span<std::uint32_t> shares) {
#ifdef CONTROL
    std::move(keys).evaluate(draws, u, shares);
#else
    keys.evaluate(draws, u, shares);
    keys.evaluate(draws, u, shares);
#endif
}
