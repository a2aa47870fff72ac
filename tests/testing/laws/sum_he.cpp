#include <spnn/testing/laws/sum_he.hpp>

#include <spnn/he/in_the_clear.hpp>
#include <spnn/he/packed.hpp>
#include <spnn/testing/random.hpp>

#include <doctest/doctest.h>

namespace he = spnn::he;
namespace laws = spnn::testing::laws;

namespace {

struct short_keys {
    static std::size_t key_bits(std::size_t) { return 128; }
};
using clear_sum = he::packed<he::in_the_clear<>, short_keys>;

constexpr he::sum_bounds bounds{(1 << 10) - 1, 3, 20};

// Adds nothing.
struct adds_nothing : clear_sum {
    static void add(const public_key&, ciphertext&, const ciphertext&, const spnn::workers& = {}) {}
};

// Keeps the coins of the first that is added alone: the order of adding shows.
struct keeps_the_first : clear_sum {
    static void add(const public_key& pub, ciphertext& into, const ciphertext& other,
                    const spnn::workers& threads = {}) {
        auto sum = other;
        clear_sum::add(pub, sum, into, threads);
        into = stored(pub, into) < stored(pub, other) ? other : sum;
    }

private:
    static spnn::bytes stored(const public_key& pub, const ciphertext& c) {
        spnn::bytes out(pub.sizes().message_bytes(c.values()));
        clear_sum::store(pub, c, out);
        return out;
    }
};

// Takes any bytes of the right length for a ciphertext.
struct takes_anything : clear_sum {
    static ciphertext load(const public_key& pub, std::size_t values, std::span<const std::byte> in,
                           const spnn::workers& threads = {}) {
        if (in.size() == pub.sizes().message_bytes(values) && !in.empty() && in.front() == std::byte{0xff})
            return clear_sum::load(pub, values, spnn::bytes(in.size()), threads);
        return clear_sum::load(pub, values, in, threads);
    }
};

template <class S>
void hold_cipher_to_the_laws() {
    laws::sum_he<S>(128, bounds, 20, [](std::uint64_t i) { return spnn::testing::random_of(i); });
}

}  // namespace

TEST_CASE("testing/laws/sum_he: a right cipher passes") { hold_cipher_to_the_laws<clear_sum>(); }

TEST_CASE("testing/laws/sum_he: a sum that is none is caught" * doctest::should_fail()) {
    hold_cipher_to_the_laws<adds_nothing>();
}

TEST_CASE("testing/laws/sum_he: sums that depend on the order are caught" * doctest::should_fail()) {
    hold_cipher_to_the_laws<keeps_the_first>();
}

TEST_CASE("testing/laws/sum_he: a load that takes what is no ciphertext is caught" * doctest::should_fail()) {
    hold_cipher_to_the_laws<takes_anything>();
}
