// crypto/poly1305.hpp: Poly1305 (RFC 8439, section 2.5), a checksum keyed by a secret used once.
//
// A message, cut into blocks of 16 bytes, is a polynomial modulo 2^130 - 5; the tag is its value at the secret
// point r, plus the secret s. Who does not know the key finds another message with the same tag with
// probability at most 8⌈length / 16⌉ / 2^106, provided that no key ever serves two messages.
//
// Two implementations (tiers) give the same bits: portable, and avx512ifma, which takes eight blocks at a time.
// The faster one that the machine has is chosen at run time. No time or address depends on key or message.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/secret.hpp>
#include <spnn/core/simd/tier.hpp>
#include <spnn/crypto/detail/poly1305_ifma.hpp>
#include <spnn/crypto/detail/poly1305_number.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

namespace SPNN_NAMESPACE::crypto {

// What Poly1305 makes of a message.
using tag = std::array<std::byte, 16>;

// Whether two byte strings are equal, in time that depends on their lengths alone.
[[nodiscard]] inline bool equal_constant_time(std::span<const std::byte> a, std::span<const std::byte> b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= std::to_integer<unsigned>(a[i] ^ b[i]);
        asm volatile("" : "+r"(difference));  // keeps the compiler from leaving the loop early
    }
    return difference == 0;
}

// The implementations, as above, the slower first.
enum class poly1305_tier { portable, avx512ifma };

// Their names, and whether this machine can run one (core/simd/tier.hpp).
[[nodiscard]] constexpr std::array<std::string_view, 2> tier_names(poly1305_tier) { return {"portable", "avx512ifma"}; }
[[nodiscard]] inline bool is_available(poly1305_tier tier) {
    const auto& has = spnn::detail::cpu();
    return tier == poly1305_tier::portable || (has.avx512f && has.avx512ifma);
}

// One key, one message, in pieces; wiped on destruction.
class poly1305 {
public:
    // With the fastest tier of this machine. The key is r, then s.
    explicit poly1305(const std::array<std::byte, 32>& one_time_key)
        : poly1305(one_time_key, best_tier<poly1305_tier>()) {}
    // With a tier of the caller's choice; usage_error if the machine lacks it.
    poly1305(const std::array<std::byte, 32>& one_time_key, poly1305_tier tier) : tier_(tier) {
        require_tier(tier, "poly1305");
        auto& k = state_.declassify();
        secret clamped(one_time_key);
        for (const std::size_t i : {3u, 7u, 11u, 15u}) clamped.declassify()[i] &= std::byte{0x0f};
        for (const std::size_t i : {4u, 8u, 12u}) clamped.declassify()[i] &= std::byte{0xfc};
        k.r[0] = detail::poly1305_load(clamped.declassify().data(), 0);
        std::memcpy(&k.s, one_time_key.data() + 16, 16);
    }
    poly1305(const poly1305&) = delete;
    poly1305& operator=(const poly1305&) = delete;
    ~poly1305() = default;

    // The next piece of the message, of any length; usage_error after finish.
    void update(std::span<const std::byte> message) {
        require<usage_error>(!finished_, "poly1305::update: the tag was already taken; a key serves one message");
        if (waiting_ > 0) {
            const auto head = message.first(std::min(message.size(), 16 - waiting_));
            keep(head);
            message = message.subspan(head.size());
            if (waiting_ < 16) return;
            absorb(state_.declassify().rest.data(), 1);
            waiting_ = 0;
        }
        absorb(message.data(), message.size() / 16);
        keep(message.last(message.size() % 16));
    }

    // The tag of all that was given. Call it once.
    [[nodiscard]] tag finish() {
        require<usage_error>(!finished_, "poly1305::finish: the tag was already taken; a key serves one message");
        finished_ = true;
        auto& k = state_.declassify();
        if (waiting_ > 0) {
            std::fill(k.rest.begin() + static_cast<std::ptrdiff_t>(waiting_), k.rest.end(), std::byte{0});
            k.rest[waiting_] = std::byte{1};
            k.h = (k.h + detail::poly1305_load(k.rest.data(), 0)) * k.r[0];
        }
        const uint128 sum = remainder(k.h) + k.s;
        tag result;
        std::memcpy(result.data(), &sum, 16);
        return result;
    }

private:
    struct state {
        detail::poly1305_powers r{};  // as many as power_count_ says
        detail::poly1305_number h{};
        uint128 s = 0;
        std::array<std::byte, 16> rest{};  // the start of a block that has not come whole
    };

    void keep(std::span<const std::byte> part) {
        if (part.empty()) return;
        std::memcpy(state_.declassify().rest.data() + waiting_, part.data(), part.size());
        waiting_ += part.size();
    }

    // h = (h + block)·r for each of `blocks` whole blocks. Powers of r are made once the message is long
    // enough to pay for them.
    void absorb(const std::byte* from, std::size_t blocks) {
        auto& k = state_.declassify();
#if SPNN_X86
        if (tier_ == poly1305_tier::avx512ifma && blocks >= 64) {
            need_powers(8);
            const std::size_t eights = blocks - blocks % 8;
            detail::poly1305_ifma::absorb_eights(k.h, k.r, from, eights);
            from += 16 * eights;
            blocks -= eights;
        }
#endif
        if (blocks >= 16) {
            need_powers(4);
            const std::size_t fours = blocks - blocks % 4;
            detail::poly1305_absorb_fours(k.h, k.r, from, fours);
            from += 16 * fours;
            blocks -= fours;
        }
        for (; blocks > 0; --blocks, from += 16) k.h = (k.h + detail::poly1305_load(from, 1)) * k.r[0];
    }

    void need_powers(std::size_t count) {
        auto& r = state_.declassify().r;
        for (; power_count_ < count; ++power_count_) r[power_count_] = r[power_count_ - 1] * r[0];
    }

    // h modulo 2^130 - 5, then modulo 2^128.
    static uint128 remainder(detail::poly1305_number h) {
        for (int i = 0; i < 2; ++i) {  // twice, since the carry out of c may ripple through all limbs
            h.c += h.b >> 44, h.b &= detail::mask44;
            h.a += 5 * (h.c >> 42), h.c &= detail::mask42;
            h.b += h.a >> 44, h.a &= detail::mask44;
        }
        // h - (2^130 - 5) = (a, b, c); its sign tells whether h was already the remainder.
        std::uint64_t a = h.a + 5;
        std::uint64_t b = h.b + (a >> 44);
        const std::uint64_t c = h.c + (b >> 44) - (std::uint64_t{1} << 42);
        a &= detail::mask44, b &= detail::mask44;
        const std::uint64_t keep_h = std::uint64_t{0} - (c >> 63);
        const auto choose = [&](std::uint64_t x, std::uint64_t y) { return (x & keep_h) | (y & ~keep_h); };
        return uint128{choose(h.a, a)} + (uint128{choose(h.b, b)} << 44) + (uint128{choose(h.c, c)} << 88);
    }

    secret<state> state_;
    poly1305_tier tier_;
    std::size_t waiting_ = 0;
    std::size_t power_count_ = 1;
    bool finished_ = false;
};

}  // namespace SPNN_NAMESPACE::crypto
