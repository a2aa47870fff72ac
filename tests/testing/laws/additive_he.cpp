#include <spnn/testing/laws/additive_he.hpp>

#include <spnn/he/in_the_clear.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;

namespace {

using right = spnn::he::in_the_clear<>;

// Sums lose the carry out of the lowest byte.
struct carries_nothing : right {
    static ciphertext add(const public_key& pub, const ciphertext& a, const ciphertext& b) {
        const plaintext n = (plaintext(1) << static_cast<unsigned>(pub.key_bits())) - 1;
        const auto low = [&](const ciphertext& c) { return static_cast<unsigned>(plaintext(c.value() % n % 256)); };
        const auto sum = right::add(pub, a, b);
        if (low(a) + low(b) < 256) return sum;
        const plaintext half = (n - 256) / 2;  // n - 256, which is -256, in two plaintexts
        return right::add_plain(pub, right::add_plain(pub, sum, half), n - 256 - half);
    }
};

// Rerandomises nothing: whoever sees both ciphertexts knows that they hold the same.
struct never_new : right {
    struct encryptor : right::encryptor {
        using right::encryptor::encryptor;
        template <class G>
        [[nodiscard]] ciphertext rerandomise(const ciphertext& c, G&) const {
            return c;
        }
    };
};

// Takes whatever comes for a ciphertext, when the size is right.
struct trusting : right {
    static ciphertext load(const public_key& pub, std::span<const std::byte> in) {
        if (in.size() == pub.ciphertext_bytes() && in.front() == std::byte{0xff})
            return right::load(pub, spnn::bytes(in.size()));
        return right::load(pub, in);
    }
};

}  // namespace

TEST_CASE("testing/laws/additive_he: a right scheme passes") { laws::additive_he<right>(128); }

TEST_CASE("testing/laws/additive_he: sums that lose a carry are caught" * doctest::should_fail()) {
    laws::additive_he<carries_nothing>(128);
}

TEST_CASE("testing/laws/additive_he: rerandomising to the same bytes is caught" * doctest::should_fail()) {
    laws::additive_he<never_new>(128);
}

TEST_CASE("testing/laws/additive_he: a load that takes what is no ciphertext is caught" * doctest::should_fail()) {
    laws::additive_he<trusting>(128);
}
