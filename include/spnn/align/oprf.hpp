// align/oprf.hpp: an oblivious pseudorandom function: one side holds a key, the other an input; the second learns
// F(key, input) and nothing else of the key, the first learns nothing of the input.
//
//   who      has      step
//   asker    x, r     sends B = r * H(x), r fresh for every input: uniform, whatever x is
//   server   k        returns E = k * B
//   asker             N = E / r = k * H(x); F(k, x) = SHA-512(x, N, "Finalize")
//   server            F(k, y) of its own y without a message
//
// RFC 9497, mode 0 (OPRF), suite ristretto255-SHA512, byte for byte. Assumed: the one-more gap Diffie-Hellman problem
// is hard in ristretto255, SHA-512 is a random oracle. Whether the server used one key for all is not proven (mode 1,
// VOPRF, would): semi-honest.

#pragma once

#include <spnn/align/ristretto.hpp>

#include <optional>
#include <string_view>

namespace SPNN_NAMESPACE::align {

// F(key, input), 64 bytes.
using oprf_output = detail::sha512_hasher::digest;

namespace detail {

inline constexpr std::string_view oprf_group_tag{"HashToGroup-OPRFV1-\0-ristretto255-SHA512", 40};

inline constexpr std::size_t max_oprf_input = 65535;  // section 1.2

}  // namespace detail

// H(x), for at most 65535 bytes. It is the identity for no input anybody can find; then usage_error.
[[nodiscard]] inline group_element oprf_hash(std::span<const std::byte> input) {
    require<usage_error>(input.size() <= detail::max_oprf_input, "oprf: an input of ", input.size(), " bytes, at most ",
                         detail::max_oprf_input, " possible");
    const auto element = hash_to_group(input, detail::oprf_group_tag);
    require<usage_error>(is_element(element), "oprf: the input hashes to the identity");
    return element;
}

// Section 3.3.1, Blind: `out` = r * H(input).
inline void oprf_blind(std::span<const std::byte> input, const secret_scalar& r, element_slot out) {
    const auto element = oprf_hash(input);
    require<error>(r.multiply(element, out), "oprf: libsodium refuses a product");
}

// Section 3.3.1, Finalize: F from what the server returned for the input and the inverse of its r. None if `evaluated`
// is no element or the identity.
[[nodiscard]] inline std::optional<oprf_output> oprf_finalize(std::span<const std::byte> input,
                                                              const secret_scalar& inverse_r, element_view evaluated) {
    group_element unblinded;
    if (!inverse_r.multiply(evaluated, unblinded)) return std::nullopt;
    detail::sha512_hasher hasher;
    hasher.length(input.size());
    hasher.update(input);
    hasher.length(unblinded.size());
    hasher.update(unblinded);
    hasher.update(std::as_bytes(std::span(std::string_view("Finalize"))));
    return hasher.finish();
}

// Section 3.3.1, Evaluate: F(key, input), by the owner of the key.
[[nodiscard]] inline oprf_output oprf_evaluate(const secret_scalar& key, std::span<const std::byte> input) {
    // To finalize what nothing has blinded under the key itself is the same product and hash.
    const auto output = oprf_finalize(input, key, oprf_hash(input));
    require<error>(output.has_value(), "oprf: libsodium refuses a product");
    return *output;
}

}  // namespace SPNN_NAMESPACE::align
