// net/message.hpp: what a message is, and its 48-byte header on the wire.
//
// A kind of message is a type:
//     struct masked_product {
//         static constexpr std::uint16_t id = 0x0201;                  // unique in a protocol
//         static constexpr std::string_view name = "masked_product";  // for errors and reports
//         using value_type = std::uint64_t;
//     };
// A kind may also say how its steps read in errors: static std::string describe_step(std::uint64_t step).
// On the wire, everything little-endian:
//     offset  0   4  magic "SPNN"        offset 24   8  step
//             4   2  kind, M::id                32   4  rows
//             6   2  reserved, 0                36   4  columns
//             8   8  session                    40   8  payload bytes = rows * columns * sizeof(value)
//            16   8  sequence                   48      payload, row after row, then a 16-byte tag
// Each direction of a channel counts its messages of a session from 0; that is the sequence number.

#pragma once

#include <spnn/core/bytes.hpp>

#include <algorithm>
#include <array>
#include <concepts>

namespace SPNN_NAMESPACE::net {

// Every bit pattern of the value type must be a value, and none of its bytes padding.
template <class M>
concept Message = Scalar<typename M::value_type> && !std::same_as<typename M::value_type, bool> &&
                  !std::same_as<typename M::value_type, long double> && requires {
                      { M::id } -> std::convertible_to<std::uint16_t>;
                      { M::name } -> std::convertible_to<std::string_view>;
                  };

// A text as a template argument.
template <std::size_t N>
struct fixed_text {
    // With the zero at the end.
    std::array<char, N> characters{};
    // From a literal.
    consteval fixed_text(const char (&text)[N]) { std::copy_n(text, N, characters.data()); }
    // Without the zero.
    [[nodiscard]] constexpr std::string_view view() const { return {characters.data(), N - 1}; }
};

// The first number of each room's kinds of messages; a room has those up to the next one's. A program's own kinds, on
// channels of its own, may have any.
namespace first_kind {

// Of the room of that name.
inline constexpr std::uint16_t net = 0x01, session = 0x08, split = 0x10, share = 0x20, train = 0x40, align = 0x50,
                               coordinate = 0x60, mpc = 0x80, outsourced = 0xc0;
// Of all rooms: none has this one.
inline constexpr std::uint16_t end = 0x100;

}  // namespace first_kind

// A kind of message in one line:  struct ping : message_kind<0x70, "ping", std::uint32_t> {};
template <std::uint16_t Id, fixed_text Name, Scalar T>
struct message_kind {
    // What the concept Message asks for.
    static constexpr std::uint16_t id = Id;
    static constexpr std::string_view name = Name.view();
    using value_type = T;
};

// What a channel needs to know of a kind, as a value: one function then handles all kinds.
struct message_form {
    std::uint16_t id;                                       // M::id
    std::string_view name;                                  // M::name
    std::size_t value_bytes;                                // of one M::value_type
    std::string (*describe_step)(std::uint64_t) = nullptr;  // M::describe_step; null: a step is a number

    // A step of this kind, for errors: "step 57" unless the kind says it otherwise.
    [[nodiscard]] std::string step_text(std::uint64_t step) const {
        return describe_step == nullptr ? text("step ", step) : describe_step(step);
    }
};
// That of the kind M.
template <Message M>
inline constexpr message_form form_of = [] {
    message_form form{M::id, M::name, sizeof(typename M::value_type)};
    if constexpr (requires { M::describe_step(std::uint64_t{}); }) form.describe_step = &M::describe_step;
    return form;
}();

// The fields of a header.
struct message_header {
    static constexpr std::uint32_t magic_number = 0x4e4e5053;  // "SPNN"
    static constexpr std::size_t wire_bytes = 48;              // of all fields

    // As in the table above, in this order.
    std::uint32_t magic = magic_number;
    std::uint16_t kind = 0;
    std::uint16_t reserved = 0;
    std::uint64_t session = 0;
    std::uint64_t sequence = 0;
    std::uint64_t step = 0;
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
    std::uint64_t payload_bytes = 0;

    bool operator==(const message_header&) const = default;

    // f(name, value) for every field, in the order of the wire. Self is this type, const or not.
    template <class Self, class F>
    static void for_each(Self& header, F&& f) {
        f("magic", header.magic);
        f("kind", header.kind);
        f("reserved", header.reserved);
        f("session", header.session);
        f("sequence", header.sequence);
        f("step", header.step);
        f("rows", header.rows);
        f("columns", header.columns);
        f("payload_bytes", header.payload_bytes);
    }
};

// Bytes of the tag behind the payload.
inline constexpr std::size_t tag_bytes = 16;

// Bytes on the wire of a message with `payload` bytes of payload.
[[nodiscard]] constexpr std::uint64_t message_bytes(std::uint64_t payload) {
    return message_header::wire_bytes + payload + tag_bytes;
}

// A header as it crosses the wire.
using header_bytes = std::array<std::byte, message_header::wire_bytes>;

// The header's fields, one after the other.
[[nodiscard]] inline header_bytes store_header(const message_header& header) {
    header_bytes out;
    std::size_t at = 0;
    message_header::for_each(header, [&](std::string_view, const auto& value) {
        std::memcpy(out.data() + at, &value, sizeof value);
        at += sizeof value;
    });
    return out;
}

// The header at the front of `in`, unchecked but for its length: data_error below 48 bytes.
[[nodiscard]] inline message_header load_header(std::span<const std::byte> in) {
    message_header header;
    byte_reader reader(in);
    message_header::for_each(header, [&](std::string_view field, auto& value) {
        value = reader.scalar<std::remove_reference_t<decltype(value)>>(field);
    });
    return header;
}

// "rows is 3, expected 4" for the first field that differs; empty when the headers are equal. A step is printed as the
// form says.
[[nodiscard]] inline std::string header_difference(const message_header& got, const message_header& expected,
                                                   const message_form& form = {}) {
    std::array<std::uint64_t, 9> wanted{};
    std::size_t i = 0;
    message_header::for_each(expected, [&](std::string_view, auto value) { wanted[i++] = value; });
    std::string difference;
    i = 0;
    message_header::for_each(got, [&](std::string_view field, auto value) {
        if (value != wanted[i] && difference.empty()) {
            const bool described = field == "step" && form.describe_step != nullptr;
            difference = described ? text("is of ", form.step_text(value), ", expected ", form.step_text(wanted[i]))
                                   : text(field, " is ", value, ", expected ", wanted[i]);
        }
        ++i;
    });
    return difference;
}

}  // namespace SPNN_NAMESPACE::net
