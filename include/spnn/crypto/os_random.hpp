// crypto/os_random.hpp: randomness of the operating system, the root of every key, seed and mask.
//
// Right for seeds and keys. For masses of bytes, stretch a fresh_seed with crypto/prg.hpp.

#pragma once

#include <spnn/crypto/prg.hpp>

#include <sys/random.h>
#include <unistd.h>

namespace SPNN_NAMESPACE::crypto {

struct os_random {
    static constexpr bool is_cryptographic = true;

    // Waits until the system has gathered entropy once after its start; spnn::error if it refuses.
    void fill(std::span<std::byte> out) {
        constexpr std::size_t most_at_once = 256;  // what getentropy allows
        while (!out.empty()) {
            const auto now = out.first(std::min(out.size(), most_at_once));
            require<error>(::getentropy(now.data(), now.size()) == 0, "os_random: the operating system gave none");
            out = out.subspan(now.size());
        }
    }
};

static_assert(CryptographicRandomSource<os_random>);

// A new seed, drawn from `random`.
template <class G>
[[nodiscard]] seed fresh_seed(G& random) {
    static_assert(may_hide_secrets<G>());
    seed fresh;
    random.fill(fresh.declassify());
    return fresh;
}

}  // namespace SPNN_NAMESPACE::crypto
