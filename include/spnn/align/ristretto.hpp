// align/ristretto.hpp: the prime-order group ristretto255 (RFC 9496) by libsodium: elements, secret scalars, hashing.
//
// An element is its 32 bytes. Every function that takes one from outside refuses what is not the canonical encoding of
// an element, and the identity: a peer that sends the identity, or a point outside the group, could learn something of
// the scalar it is multiplied by, or make all products equal.
// expand_message_xmd is that of RFC 9380, section 5.3.1, with SHA-512; hash_to_group is hash_to_ristretto255 of its
// appendix B. Multiplication and inversion take the same time for every scalar.
//
// The only header that includes libsodium; it needs the component spnn::psi.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/random.hpp>
#include <spnn/core/secret.hpp>

#include <sodium.h>
#include <algorithm>
#include <array>
#include <utility>

namespace SPNN_NAMESPACE::align {

// Bytes of an element.
inline constexpr std::size_t element_bytes = 32;

// An element: owned, read, and where one is put.
using group_element = std::array<std::uint8_t, element_bytes>;
using element_view = std::span<const std::uint8_t, element_bytes>;
using element_slot = std::span<std::uint8_t, element_bytes>;

namespace detail {

inline void start_sodium() {
    static const bool started = ::sodium_init() >= 0;
    require<error>(started, "libsodium does not start");
}

class sha512_hasher {
public:
    static constexpr std::size_t digest_bytes = crypto_hash_sha512_BYTES;
    static constexpr std::size_t block_bytes = 128;
    using digest = std::array<std::uint8_t, digest_bytes>;

    sha512_hasher() { ::crypto_hash_sha512_init(&state_); }
    sha512_hasher(const sha512_hasher&) = delete;
    sha512_hasher& operator=(const sha512_hasher&) = delete;
    ~sha512_hasher() { wipe(&state_, sizeof state_); }

    void update(std::span<const std::byte> message) {
        ::crypto_hash_sha512_update(&state_, reinterpret_cast<const unsigned char*>(message.data()), message.size());
    }
    void update(std::span<const std::uint8_t> message) { update(std::as_bytes(message)); }
    // One byte; a length as two, the high one first.
    void octet(std::size_t value) {
        const auto byte = static_cast<std::byte>(value);
        update(std::span(&byte, 1));
    }
    void length(std::size_t value) {
        octet(value >> 8);
        octet(value);
    }

    [[nodiscard]] digest finish() {
        digest out;
        ::crypto_hash_sha512_final(&state_, out.data());
        return out;
    }

private:
    crypto_hash_sha512_state state_;
};

}  // namespace detail

// A number from 1 to the order of the group less one. Move-only; wiped when it goes.
class secret_scalar {
public:
    // Its bytes, the low one first.
    using encoding = std::array<std::uint8_t, crypto_core_ristretto255_SCALARBYTES>;

    // Uniform, up to 2^-256: 512 random bits reduced.
    template <CryptographicRandomSource G>
    [[nodiscard]] static secret_scalar draw(G& random) {
        detail::start_sodium();
        secret_scalar drawn;
        do {
            secret<std::array<std::uint8_t, crypto_core_ristretto255_NONREDUCEDSCALARBYTES>> wide;
            random.fill(std::as_writable_bytes(std::span(wide.declassify())));
            ::crypto_core_ristretto255_scalar_reduce(drawn.raw(), wide.declassify().data());
        } while (drawn.is_zero());
        return drawn;
    }

    // From its little-endian bytes; usage_error for zero and for a number that is not below the order.
    [[nodiscard]] static secret_scalar from(const encoding& bytes) {
        detail::start_sodium();
        secret<std::array<std::uint8_t, crypto_core_ristretto255_NONREDUCEDSCALARBYTES>> wide;
        std::ranges::copy(bytes, wide.declassify().begin());
        secret_scalar loaded;
        ::crypto_core_ristretto255_scalar_reduce(loaded.raw(), wide.declassify().data());
        const bool canonical = ::sodium_memcmp(loaded.raw(), bytes.data(), bytes.size()) == 0;
        require<usage_error>(canonical && !loaded.is_zero(), "secret_scalar: not from 1 to the order less one");
        return loaded;
    }

    // 1 / this, modulo the order.
    [[nodiscard]] secret_scalar inverse() const {
        secret_scalar inverted;
        ::crypto_core_ristretto255_scalar_invert(inverted.raw(), raw());
        return inverted;
    }

    // a b, modulo the order.
    friend secret_scalar operator*(const secret_scalar& a, const secret_scalar& b) {
        secret_scalar product;
        ::crypto_core_ristretto255_scalar_mul(product.raw(), a.raw(), b.raw());
        return product;
    }

    // out = this * in; `out` may be `in`. False, with `out` unspecified, if `in` is no canonical encoding of an element
    // or is the identity.
    [[nodiscard]] bool multiply(element_view in, element_slot out) const {
        return ::crypto_scalarmult_ristretto255(out.data(), raw(), in.data()) == 0;
    }

private:
    secret_scalar() = default;

    // The bytes for libsodium, which computes on them in constant time.
    [[nodiscard]] std::uint8_t* raw() { return value_.declassify().data(); }
    [[nodiscard]] const std::uint8_t* raw() const { return value_.declassify().data(); }
    [[nodiscard]] bool is_zero() const { return ::sodium_is_zero(raw(), sizeof(encoding)) == 1; }

    secret<encoding> value_;
};

// The inverses of all, in their order, at the cost of one inversion and three products for each (Montgomery's trick).
[[nodiscard]] inline std::vector<secret_scalar> inverses(std::span<const secret_scalar> of) {
    std::vector<secret_scalar> out;
    if (of.empty()) return out;
    const auto one = [] {
        secret_scalar::encoding bytes{};
        bytes[0] = 1;
        return secret_scalar::from(bytes);
    };
    out.reserve(of.size());
    auto product = one();
    for (const auto& scalar : of) {  // out[i] = the product of all before i
        auto next = product * scalar;
        out.push_back(std::move(product));
        product = std::move(next);
    }
    auto rest = product.inverse();  // of the product of all up to i
    for (std::size_t i = of.size(); i-- > 0;) {
        out[i] = out[i] * rest;
        rest = rest * of[i];
    }
    return out;
}

// Whether these are the canonical bytes of an element other than the identity.
[[nodiscard]] inline bool is_element(element_view bytes) {
    return ::crypto_core_ristretto255_is_valid_point(bytes.data()) == 1 &&
           ::sodium_is_zero(bytes.data(), bytes.size()) == 0;
}

// RFC 9380, section 5.3.1 with SHA-512: fills `out`, of at most 255 * 64 bytes, with bytes that look uniform, a
// function of message and tag. The tag names the use and has 1 to 255 bytes.
inline void expand_message_xmd(std::span<const std::byte> message, std::string_view tag, std::span<std::uint8_t> out) {
    using hasher = detail::sha512_hasher;
    require<usage_error>(!tag.empty() && tag.size() <= 255, "expand_message_xmd: a tag of ", tag.size(),
                         " bytes, expected 1 to 255");
    require<usage_error>(out.size() <= 255 * hasher::digest_bytes, "expand_message_xmd: ", out.size(),
                         " bytes are wanted, at most ", 255 * hasher::digest_bytes, " possible");
    const auto finish = [&](hasher& of) {
        of.update(std::as_bytes(std::span(tag)));
        of.octet(tag.size());
        return of.finish();
    };
    hasher first;
    first.update(std::array<std::uint8_t, hasher::block_bytes>{});
    first.update(message);
    first.length(out.size());
    first.octet(0);
    const auto start = finish(first);
    hasher::digest block{};
    for (std::size_t i = 1; !out.empty(); ++i) {
        for (std::size_t j = 0; j < block.size(); ++j) block[j] ^= start[j];
        hasher next;
        next.update(block);
        next.octet(i);
        block = finish(next);
        const auto head = out.first(std::min(out.size(), block.size()));
        std::copy_n(block.begin(), head.size(), head.begin());
        out = out.subspan(head.size());
    }
}

// RFC 9380, appendix B: an element of which nobody knows the logarithm to any other.
[[nodiscard]] inline group_element hash_to_group(std::span<const std::byte> message, std::string_view tag) {
    std::array<std::uint8_t, crypto_core_ristretto255_HASHBYTES> uniform;
    expand_message_xmd(message, tag, uniform);
    group_element element;
    ::crypto_core_ristretto255_from_hash(element.data(), uniform.data());
    return element;
}

}  // namespace SPNN_NAMESPACE::align
