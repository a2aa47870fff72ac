// fuzz/packing: he::unpack on any plaintext, as a server unpacks what it has decrypted.
//
// Input: value bits, terms, slots, then the plaintext.
// Holds: only protocol_error; every value is within the bound of a sum; the values, offset and put back into their
// slots by plain integer arithmetic, are the plaintext; both integer types agree.

#include <spnn/he/packing.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>

namespace {

template <class Integer>
Integer integer_of(spnn::int128 value) {
    constexpr auto half = std::uint64_t{1} << 63;
    return Integer(static_cast<std::int64_t>(value >> 64)) * half * 2 + static_cast<std::uint64_t>(value);
}

// The values that `raw` unpacks to, or none.
template <class Integer>
std::optional<std::vector<spnn::int128>> unpacked(const spnn::he::slot_layout& layout, std::size_t count,
                                                  std::span<const std::byte> raw) {
    std::vector<spnn::int128> values(count);
    const auto packed = spnn::he::detail::integer_from_bytes<Integer>(raw);
    const auto refused =
        fuzz::refusal<spnn::protocol_error>([&] { spnn::he::unpack(layout, packed, std::span<spnn::int128>(values)); });
    if (refused) return std::nullopt;

    const auto offset = Integer(layout.terms) << (layout.value_bits - 1);
    Integer again = 0;
    for (std::size_t i = count; i-- > 0;) {
        const auto value = integer_of<Integer>(values[i]);
        fuzz::holds(abs(value) <= offset - layout.terms, "a sum is within its bound");
        again = (again << layout.slot_bits) + value + offset;
    }
    fuzz::holds(again == packed, "the values make up the plaintext");
    return values;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const std::size_t value_bits = 2 + in.byte() % 126;
    const std::size_t terms = 1 + in.number<std::uint16_t>();
    const std::size_t sum_bits = value_bits + static_cast<std::size_t>(std::bit_width(terms - 1));
    const std::size_t slots = in.byte() % 16;
    if (sum_bits > 128) return 0;
    const auto layout = spnn::he::make_slot_layout(1024 + sum_bits * slots, value_bits, terms);
    const auto raw = in.rest();
    const auto values = unpacked<spnn::he::detail::mpz_int>(layout, slots, raw);
    fuzz::holds(values == unpacked<boost::multiprecision::cpp_int>(layout, slots, raw), "integer types agree");
    if (values && terms == 1) {
        using spnn::he::detail::mpz_int;
        fuzz::holds(spnn::he::pack<mpz_int>(layout, *values) == spnn::he::detail::integer_from_bytes<mpz_int>(raw),
                    "packing is the way back");
    }
    return 0;
}
