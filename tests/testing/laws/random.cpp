#include <spnn/testing/laws/random.hpp>

#include <spnn/testing/random.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;

namespace {

enum class random_fault { none, leaves_the_last_byte, is_even, says_it_is_a_stream };

// SplitMix64, right but for one fault.
template <random_fault F>
struct odd_source {
    static constexpr bool is_cryptographic = false;
    // Pieces that are no multiple of eight bytes begin with a new word each.
    static constexpr bool is_stream = F == random_fault::says_it_is_a_stream;
    spnn::testing::words_from_seed words{5};

    void fill(std::span<std::byte> out) {
        words.fill(F == random_fault::leaves_the_last_byte && !out.empty() ? out.first(out.size() - 1) : out);
        if (F == random_fault::is_even)
            for (auto& byte : out) byte &= std::byte{0xfe};
    }
};

template <random_fault F>
void hold_to_the_laws() {
    laws::reproducible_random_source([] { return odd_source<F>{}; });
}

}  // namespace

TEST_CASE("testing/laws/random: a right source passes") { hold_to_the_laws<random_fault::none>(); }

TEST_CASE("testing/laws/random: a byte that is not written is caught" * doctest::should_fail()) {
    hold_to_the_laws<random_fault::leaves_the_last_byte>();
}

TEST_CASE("testing/laws/random: a bit that is always the same is caught" * doctest::should_fail()) {
    hold_to_the_laws<random_fault::is_even>();
}

TEST_CASE("testing/laws/random: what is no stream and says it is one is caught" * doctest::should_fail()) {
    hold_to_the_laws<random_fault::says_it_is_a_stream>();
}
