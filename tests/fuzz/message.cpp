// fuzz/message: net::channel against a peer that says anything, before a session and in one.
//
// Input: mode (1: in a session, 2: the receiver is the low side, 4: composed), number of messages, then kind, rows and
// columns of each; then the wire. Composed: the target writes the header and a tag that fits, the input may change
// four bytes of the headers and cut the end, so that what lies behind the checksum is reached.
//
// Holds: only protocol_error or transport_error, and the channel is poisoned by it; what is accepted is byte for byte
// what a channel on the other side would have sent; a right message is accepted; memory is that of the messages asked
// for, whatever is announced.

#include <spnn/net/channel.hpp>

#include <net/messages.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>
#include <support/tape.hpp>

namespace {

using spnn::protocol_error;
using spnn::transport_error;
using channel = spnn::net::channel<fuzz::tape>;

struct wanted {
    unsigned kind;
    std::size_t rows, columns;
};

// f.operator()<M>() with the kind of message that was asked for.
template <class F>
void with_kind(unsigned kind, F&& f) {
    switch (kind) {
        case 0: return f.template operator()<net_tests::words>();
        case 1: return f.template operator()<net_tests::floats>();
        case 2: return f.template operator()<net_tests::shares>();
        case 3: return f.template operator()<net_tests::wide_shares>();
        default: return f.template operator()<net_tests::blob>();
    }
}

constexpr std::uint64_t session = 0x1122334455667788;

spnn::crypto::seed key() {
    spnn::crypto::block raw{};
    for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::byte>(i + 1);
    return spnn::crypto::seed(raw);
}

struct scenario {
    bool in_session, low_side, composed, altered = false;
    std::vector<wanted> messages;
    spnn::bytes wire;

    explicit scenario(fuzz::input in) {
        const auto mode = in.byte();
        in_session = mode & 1, low_side = mode & 2, composed = mode & 4;
        for (auto left = in.byte() % 4 + 1; left > 0; --left) {
            const auto kind = in.byte() % 5;
            const std::size_t rows = in.byte() % 8, columns = in.byte() % 64;
            messages.push_back({kind, kind == 4 ? 1 : rows, columns});
        }
        if (composed)
            compose(in);
        else
            wire = in.all();
    }

    void compose(fuzz::input& in) {
        auto out = in_session ? fuzz::composer(session, key(), low_side ? 1 : 0) : fuzz::composer();
        for (std::size_t i = 0; i < messages.size(); ++i) {
            const auto& want = messages[i];
            with_kind(want.kind, [&]<class M>() {
                auto header = out.header_of<M>(i, want.rows, want.columns);
                const std::size_t at = in.byte();
                const auto change = in.number<std::byte>();
                if (at < header.size()) header[at] ^= change;
                altered |= at < header.size() && change != std::byte{0};
                out.add(header, in.padded(want.rows * want.columns * sizeof(typename M::value_type)));
            });
        }
        const std::size_t cut = in.byte();
        wire = std::move(out.wire());
        altered |= cut > 0;
        wire.resize(wire.size() - std::min(cut, wire.size()));
    }

    [[nodiscard]] channel connected(std::span<const std::byte> came, bool low) const {
        channel out(fuzz::tape(came), "peer");
        if (in_session) out.start_session(session, key(), low);
        return out;
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const scenario s{fuzz::input(data, size)};
    auto receiver = s.connected(s.wire, s.low_side);
    auto sender = s.connected({}, !s.low_side);
    for (std::size_t i = 0; i < s.messages.size(); ++i) {
        const auto& want = s.messages[i];
        with_kind(want.kind, [&]<class M>() {
            using value = typename M::value_type;
            constexpr bool as_bytes = std::same_as<M, net_tests::blob>;
            std::optional<std::conditional_t<as_bytes, spnn::bytes, spnn::matrix<value>>> came;
            std::optional<std::string> refused;
            const auto receive = [&] {
                if constexpr (as_bytes)
                    came = receiver.receive_bytes<M>(i, want.columns);
                else
                    came = receiver.receive<M>(i, want.rows, want.columns);
            };
            fuzz::within(4096 + want.rows * want.columns * sizeof(value),
                         [&] { refused = fuzz::refusal<protocol_error, transport_error>(receive); });
            fuzz::holds(refused.has_value() == receiver.poisoned(), "what fails poisons, and nothing else");
            fuzz::holds(!refused || s.altered || !s.composed, "a right message is accepted");
            if (refused)
                fuzz::holds(fuzz::refusal<protocol_error>(receive).has_value(), "a poisoned channel refuses");
            else if constexpr (as_bytes)
                sender.send_bytes<M>(i, *came);
            else
                sender.send<M>(i, *came);
        });
        if (receiver.poisoned()) break;
        const auto read = receiver.transport().read(), sent = sender.transport().sent();
        fuzz::holds(std::ranges::equal(read, sent), "what is accepted is what a peer would have sent");
    }
    return 0;
}
