// fuzz/introduction: net::introduction and both sides of it, which speak before anybody is authenticated.
//
// Input: what (an introduction; a caller's one to a listener; a listener's answer; bare wire to the listener, to the
// caller), then the payload; the target adds header and tag.
// Holds: only data_error from reading, protocol_error or transport_error from the link; what is read is stored the
// same; the listener admits exactly who it should, and its answer is one that a caller can read; a caller is refused
// unless the answer is empty, and what it says then is printable; memory is small, whatever comes.

#include <spnn/net/introduction.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>
#include <support/tape.hpp>

namespace {

namespace net = spnn::net;
using net::introduction;
using spnn::protocol_error;
using spnn::transport_error;

constexpr std::size_t small = 16 * 1024;

spnn::deadline soon() { return spnn::deadline::after(std::chrono::seconds(10)); }

template <class Message>
spnn::bytes message(std::span<const std::byte> payload) {
    fuzz::composer out;
    out.add<Message>(0, 1, payload.size(), payload);
    return out.wire();
}

std::optional<introduction> loaded(std::span<const std::byte> raw) {
    std::optional<introduction> out;
    fuzz::within(small,
                 [&] { static_cast<void>(fuzz::refusal<spnn::data_error>([&] { out = introduction::load(raw); })); });
    if (out) fuzz::holds(std::ranges::equal(out->store(), raw), "what is read is stored the same");
    return out;
}

std::string judge(const introduction& caller) { return caller.run == "loans" ? "" : "another run is going on here"; }

// What a listener makes of the wire: who was admitted, or refused with a sentence; none where the link failed.
std::optional<std::pair<introduction, std::string>> listen(std::span<const std::byte> wire) {
    fuzz::tape link(wire);
    std::optional<std::pair<introduction, std::string>> out;
    fuzz::within(small, [&] {
        static_cast<void>(fuzz::refusal<protocol_error, transport_error>(
            [&] { out = net::answer_introduction(link, judge, soon()); }));
    });
    if (!out) return out;

    fuzz::tape back(link.sent());
    const auto refused =
        fuzz::refusal<protocol_error>([&] { net::introduce(back, {"loans", "a", "b", "training"}, soon()); });
    fuzz::holds(refused.has_value() == !out->second.empty(), "the caller can read the answer");
    return out;
}

void as_listener(std::span<const std::byte> payload) {
    const auto out = listen(message<net::introduction_message>(payload));
    fuzz::holds(out.has_value() == (payload.size() <= introduction::max_bytes), "every short introduction is answered");
    if (!out) return;
    const auto caller = loaded(payload);
    fuzz::holds(out->second.empty() == (caller && judge(*caller).empty()), "exactly the right callers are admitted");
    fuzz::holds(!out->second.empty() || out->first == *caller, "an admitted caller is who it says");
}

std::optional<std::string> call(std::span<const std::byte> wire) {
    fuzz::tape link(wire);
    std::optional<std::string> refused;
    fuzz::within(small, [&] {
        refused = fuzz::refusal<protocol_error, transport_error>(
            [&] { net::introduce(link, {"loans", "a", "b", "training"}, soon()); });
    });
    const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
    fuzz::holds(!refused || std::all_of(refused->begin(), refused->end(), printable), "a refusal is printable");
    return refused;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const auto what = in.byte() % 5;
    const auto payload = in.rest();
    switch (what) {
        case 0: static_cast<void>(loaded(payload)); break;
        case 1: as_listener(payload); break;
        case 2: {
            const auto refused = call(message<net::admission_message>(payload));
            fuzz::holds(refused.has_value() != payload.empty(), "only an empty answer admits");
            break;
        }
        case 3: static_cast<void>(listen(payload)); break;
        default: static_cast<void>(call(payload)); break;
    }
    return 0;
}
