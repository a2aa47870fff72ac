// crypto/aes.hpp: the block cipher AES with a 128-bit key (FIPS 197), forward direction only.
//
// Four implementations (tiers) give the same bits: portable (bitsliced words, for any machine), aesni, and
// vaes256 and vaes512 with two and four blocks a register. The widest that the machine has is chosen at run
// time when a key is made. In none does time or an address depend on the key or the data. The expanded key is
// made once and wiped on destruction.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/secret.hpp>
#include <spnn/core/simd/tier.hpp>
#include <spnn/crypto/detail/aes_portable.hpp>
#include <spnn/crypto/detail/aes_x86.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace SPNN_NAMESPACE::crypto {

// What AES turns into another; a key has this length too.
using block = std::array<std::byte, 16>;

// The implementations, as above, the slowest first.
enum class aes_tier { portable, aesni, vaes256, vaes512 };

// Their names, and whether this machine can run one (core/simd/tier.hpp).
[[nodiscard]] constexpr std::array<std::string_view, 4> tier_names(aes_tier) {
    return {"portable", "aesni", "vaes256", "vaes512"};
}
[[nodiscard]] inline bool is_available(aes_tier tier) {
    const auto& has = spnn::detail::cpu();
    switch (tier) {
        case aes_tier::portable: return true;
        case aes_tier::aesni: return has.aes;
        case aes_tier::vaes256: return has.aes && has.avx2 && has.vaes;
        case aes_tier::vaes512: return has.aes && has.avx2 && has.vaes && has.avx512f;
    }
    return false;
}

namespace detail {

// The tier's functions; the machine must have it.
[[nodiscard]] inline const aes_kernel& kernel_of(aes_tier tier) {
#if SPNN_X86
    switch (tier) {
        case aes_tier::portable: break;
        case aes_tier::aesni: return aes_ni::kernel;
        case aes_tier::vaes256: return aes_vaes256::kernel;
        case aes_tier::vaes512: return aes_vaes512::kernel;
    }
#else
    static_cast<void>(tier);
#endif
    return aes_portable::kernel;
}

}  // namespace detail

// One key, expanded.
class aes128 {
public:
    // With the fastest tier of this machine.
    explicit aes128(const block& key) : aes128(key, best_tier<aes_tier>()) {}
    // With a tier of the caller's choice; usage_error if the machine lacks it.
    aes128(const block& key, aes_tier tier) : tier_(tier) {
        require_tier(tier, "aes128");
        kernel().expand(schedule_.declassify(), key.data());
    }

    // A second owner of the same key, asked for by name.
    [[nodiscard]] aes128 duplicate() const { return aes128(tier_, schedule_.duplicate()); }

    // The tier that encrypts.
    [[nodiscard]] aes_tier tier() const { return tier_; }

    // out[i] = AES(in[i]). `out` is as long as `in`, and is `in` itself or does not overlap it.
    void encrypt(std::span<const block> in, std::span<block> out) const {
        require<usage_error>(in.size() == out.size(), "aes128::encrypt: ", in.size(), " blocks in, room for ",
                             out.size(), " out");
        if (in.empty()) return;
        kernel().encrypt(schedule_.declassify(), in.front().data(), out.front().data(), in.size());
    }

    // Fills `out` with the key stream of counter mode: block i is AES(LE64(counter + i) || LE64(stream)),
    // the last one cut where `out` ends. The counter wraps after 2^64 blocks. Where `how` says so, adds the key stream
    // to the words of `out` or subtracts it from them; usage_error if they are no whole words.
    void ctr(std::uint64_t stream, std::uint64_t counter, std::span<std::byte> out,
             placing how = placing::store) const {
        require<usage_error>(out.size() % detail::word_bytes(how) == 0, "aes128::ctr: ", out.size(),
                             " bytes are no whole number of words");
        const std::size_t whole = out.size() / 16;
        kernel().key_stream(schedule_.declassify(), stream, counter, out.data(), whole, how);
        const auto rest = out.subspan(16 * whole);
        if (rest.empty()) return;
        secret<block> last;
        kernel().key_stream(schedule_.declassify(), stream, counter + whole, last.declassify().data(), 1,
                            placing::store);
        detail::place(how, rest.data(), last.declassify().data(), rest.size());
    }

private:
    aes128(aes_tier tier, secret<detail::aes_schedule> schedule) : tier_(tier), schedule_(std::move(schedule)) {}

    [[nodiscard]] const detail::aes_kernel& kernel() const { return detail::kernel_of(tier_); }

    aes_tier tier_;
    secret<detail::aes_schedule> schedule_;
};

}  // namespace SPNN_NAMESPACE::crypto
