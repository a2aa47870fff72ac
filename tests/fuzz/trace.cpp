// fuzz/trace: net::split_messages on any bytes.
//
// Holds: only data_error; the messages found, written one after the other, are the input; memory is a multiple of the
// input's size.

#include <spnn/net/trace.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace net = spnn::net;
    const auto stream = fuzz::input(data, size).all();
    std::vector<net::traced_message> messages;
    std::optional<std::string> refused;
    fuzz::within(16 * 1024 + 16 * size,
                 [&] { refused = fuzz::refusal<spnn::data_error>([&] { messages = net::split_messages(stream); }); });
    if (refused) return 0;

    std::size_t at = 0;
    const auto matches = [&](std::span<const std::byte> part) {
        fuzz::holds(part.size() <= stream.size() - at, "no message goes beyond the input");
        fuzz::holds(std::ranges::equal(part, std::span(stream).subspan(at, part.size())), "messages are the input");
        at += part.size();
    };
    for (const auto& message : messages) {
        matches(net::store_header(message.header));
        matches(message.payload);
        at += net::tag_bytes;
        std::vector<std::uint32_t> words;
        const bool whole = message.payload.size() % sizeof words[0] == 0;
        const auto unfit =
            fuzz::refusal<spnn::data_error>([&] { words = net::payload_values<std::uint32_t>(message); });
        fuzz::holds(whole != unfit.has_value(), "a payload is values when it is a whole number of them");
        const auto raw = std::as_bytes(std::span(words));
        fuzz::holds(!whole || std::ranges::equal(raw, message.payload), "values are the bytes of the payload");
    }
    fuzz::holds(at == stream.size(), "no byte is left over");
    return 0;
}
