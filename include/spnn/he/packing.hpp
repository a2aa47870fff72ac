// he/packing.hpp: many signed values in one plaintext, so that one ciphertext adds them all at once.
//
// A layout cuts a plaintext into slots of slot_bits bits; slot i stands at bit i * slot_bits. A value v with
// |v| < 2^(value_bits - 1) is stored as u = v + 2^(value_bits - 1), so that no slot is ever negative.
//
// No carry: 1 <= u <= 2^value_bits - 1. The sum of `terms` packed plaintexts holds in each slot, before any
// carry, at most terms * (2^value_bits - 1) < 2^value_bits * 2^ceil(log2 terms) = 2^slot_bits. Slot 0 has no
// carry in and, being below 2^slot_bits, none out; by induction neither has any slot. The whole sum stays below
// 2^(slots * slot_bits) <= 2^plaintext_bits, so the scheme's own modulus never wraps it. Every slot then holds
// the exact sum of its u, and subtracting terms * 2^(value_bits - 1) gives the exact sum of its v.
//
// This is offset packing; additions are the only operation it supports.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/he/detail/integer.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::he {

// How values stand in a plaintext.
struct slot_layout {
    std::size_t value_bits;  // a value v has |v| < 2^(value_bits - 1)
    std::size_t terms;       // exactly so many packed plaintexts are added up
    std::size_t slot_bits;   // value_bits and room for the sum of `terms`
    std::size_t slots;       // values in one plaintext

    // Plaintexts that so many values fill, the last perhaps in part.
    [[nodiscard]] std::size_t plaintexts(std::size_t values) const { return (values + slots - 1) / slots; }
    friend bool operator==(const slot_layout&, const slot_layout&) = default;
};

// The layout with the most slots for sums of `terms` values of `value_bits` bits (sign included) in a plaintext
// of `plaintext_bits` bits. usage_error: value_bits not in 2..127, no terms, a sum wider than 128 bits, or a
// plaintext without room for one slot.
[[nodiscard]] inline slot_layout make_slot_layout(std::size_t plaintext_bits, std::size_t value_bits,
                                                  std::size_t terms) {
    require<usage_error>(value_bits >= 2 && value_bits <= 127, "slot layout: value_bits is ", value_bits,
                         ", expected 2 to 127");
    require<usage_error>(terms >= 1, "slot layout: terms is 0, expected at least 1");
    const auto slot_bits = value_bits + static_cast<std::size_t>(std::bit_width(terms - 1));
    require<usage_error>(slot_bits <= 128, "slot layout: the sum of ", terms, " values of ", value_bits, " bits needs ",
                         slot_bits, " bits, at most 128 are possible");
    require<usage_error>(slot_bits <= plaintext_bits, "slot layout: a plaintext of ", plaintext_bits,
                         " bits has no room for a slot of ", slot_bits, " bits");
    return {value_bits, terms, slot_bits, plaintext_bits / slot_bits};
}

// At most layout.slots values as one plaintext; slots without a value hold 0.
// range_error: a value is out of the layout's range.
template <class Integer>
[[nodiscard]] Integer pack(const slot_layout& layout, std::span<const int128> values) {
    require<usage_error>(values.size() <= layout.slots, "pack: ", values.size(), " values, the layout holds ",
                         layout.slots);
    const auto offset = int128{1} << (layout.value_bits - 1);
    detail::wiped_words words(values.size() * layout.slot_bits / 64 + 3);
    for (std::size_t i = 0; i < values.size(); ++i) {
        require<range_error>(-offset < values[i] && values[i] < offset, "pack: value ", i,
                             " does not lie within the bound 2^", layout.value_bits - 1);
        const auto u = static_cast<uint128>(values[i]) + static_cast<uint128>(offset);
        const std::size_t at = i * layout.slot_bits / 64, shift = i * layout.slot_bits % 64;
        const auto low = u << shift;
        words[at] |= static_cast<std::uint64_t>(low);
        words[at + 1] |= static_cast<std::uint64_t>(low >> 64);
        if (shift != 0) words[at + 2] |= static_cast<std::uint64_t>(u >> 64 >> (64 - shift));
    }
    return detail::integer_from_bytes<Integer>(std::as_bytes(std::span(words)));
}

// The sums of `terms` values each, from the sum of `terms` plaintexts that pack made of out.size() values.
// protocol_error: the plaintext is not such a sum (a slot out of range, or bits where no value is).
template <class Integer>
void unpack(const slot_layout& layout, const Integer& packed, std::span<int128> out) {
    require<usage_error>(out.size() <= layout.slots, "unpack: ", out.size(), " values, the layout holds ",
                         layout.slots);
    require<protocol_error>(packed >= 0 && detail::bit_length(packed) <= out.size() * layout.slot_bits,
                            "unpack: the plaintext has bits beyond its ", out.size(), " slots");
    detail::wiped_words words(out.size() * layout.slot_bits / 64 + 3);
    detail::integer_to_bytes(packed, std::as_writable_bytes(std::span(words)));

    const auto terms = static_cast<uint128>(layout.terms);
    const auto offset = uint128{1} << (layout.value_bits - 1);
    const auto largest = terms * (2 * offset - 1);
    const auto mask = ~uint128{0} >> (128 - layout.slot_bits);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t at = i * layout.slot_bits / 64, shift = i * layout.slot_bits % 64;
        auto u = (static_cast<uint128>(words[at + 1]) << 64 | words[at]) >> shift;
        if (shift != 0) u |= static_cast<uint128>(words[at + 2]) << (128 - shift);
        u &= mask;
        require<protocol_error>(terms <= u && u <= largest, "unpack: slot ", i, " is no sum of ", layout.terms,
                                " values of ", layout.value_bits, " bits");
        out[i] = static_cast<int128>(u - terms * offset);
    }
}

}  // namespace SPNN_NAMESPACE::he
