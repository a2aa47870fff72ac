// fuzz/introduction: net::introduction and both sides of it, which speak before anybody is authenticated.
//
// Input: what (an introduction; a caller's one to a listener; a listener's answer; bare wire to the listener, to the
// caller; a conversation), then the payload; the target adds header and tag. A conversation is a list of
// events at one listener: somebody calls (two bytes name party and purpose, or a size and as many bytes are the
// introduction), an admitted call is kept or breaks, the peer of a kept one leaves, one is claimed. Holds: only
// data_error from reading, protocol_error or transport_error from the link; what is read is stored the same; the
// listener admits exactly who it should, and its answer is one that a caller can read; a caller is refused unless the
// answer is empty, and what it says then is printable; memory is small, whatever comes. In a conversation: nobody
// unexpected is admitted, of one pair never two are alive at once, and whoever is expected gets in when no other of the
// pair is there.

#include <spnn/net/guest_list.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>
#include <support/tape.hpp>

#include <array>
#include <map>
#include <memory>

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

std::optional<std::string> call_out(std::span<const std::byte> wire) {
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

// A link of a conversation, and what has become of it.
struct call {
    enum { arriving, waiting, claimed, over } stage = arriving;
    net::presence peer = net::presence::there;
};
struct told_link {
    std::shared_ptr<call> of;
    [[nodiscard]] net::presence peer() const { return of->peer; }
    [[nodiscard]] net::link_cutter cutter() const {
        return [to = of](const std::string&) { to->stage = call::over; };
    }
};

class conversation {
public:
    explicit conversation(std::span<const std::byte> script)
        : in_(reinterpret_cast<const std::uint8_t*>(script.data()), script.size()), events_(script.size()) {}

    void play() {
        // Each event takes a byte at least; beyond the script there are only calls.
        for (std::size_t i = 0; i < events_; ++i) {
            switch (in_.byte() % 6) {
                case 0: arrives(introduction{"loans", a_name(), "server", a_purpose()}.store()); break;
                case 1: arrives(in_.up_to(in_.byte())); break;
                case 2: kept(a_visit()); break;
                case 3: breaks(a_visit()); break;
                case 4: leaves(a_visit()); break;
                default: is_claimed(a_visit());
            }
        }
    }

private:
    static inline const net::expected_calls expected{{"a", {"training", "alignment"}}, {"b", {"training"}}, {"c", {}}};

    std::string a_name() { return std::array{"a", "b", "c", "d"}[in_.byte() % 4]; }
    std::string a_purpose() { return std::array{"training", "alignment", "", "more"}[in_.byte() % 4]; }
    net::visit a_visit() { return {a_name(), a_purpose()}; }

    // Whether a call of the pair keeps another out.
    bool is_there(const net::visit& v) const {
        const auto found = calls_.find(v);
        if (found == calls_.end() || found->second->stage == call::over) return false;
        return found->second->stage != call::waiting || found->second->peer == net::presence::there;
    }

    void arrives(std::span<const std::byte> payload) {
        const auto wire = message<net::introduction_message>(payload);
        fuzz::tape link(wire);
        std::optional<std::pair<introduction, std::string>> out;
        const auto judge = [&](const introduction& i) {
            return list_.judge(i, [](const std::string& party) { return party != "b"; });
        };
        fuzz::within(small, [&] {
            static_cast<void>(fuzz::refusal<protocol_error, transport_error>(
                [&] { out = net::answer_introduction(link, judge, soon()); }));
        });
        if (!out) return;
        const net::visit v{out->first.from, out->first.purpose};
        const bool right = out->first.run == "loans" && out->first.to == "server" && v.from != "b" &&
                           expected.contains(v.from) && expected.at(v.from).contains(v.purpose);
        fuzz::holds(out->second.empty() == (right && !is_there(v)), "the expected are admitted, once");
        if (!out->second.empty()) return;
        if (const auto before = calls_.find(v); before != calls_.end())
            fuzz::holds(before->second->stage == call::over, "the call before has ended");
        calls_[v] = std::make_shared<call>();
    }

    // The call of the pair at that stage, if there is one.
    std::shared_ptr<call> at_stage(const net::visit& v, int stage) {
        const auto found = calls_.find(v);
        return found != calls_.end() && found->second->stage == stage ? found->second : nullptr;
    }

    void kept(const net::visit& v) {
        const auto which = at_stage(v, call::arriving);
        if (!which) return;
        which->stage = call::waiting;
        list_.keep(v, told_link{which});
    }
    void breaks(const net::visit& v) {
        const auto which = at_stage(v, call::arriving);
        if (!which) return;
        which->stage = call::over;
        list_.give_back(v);
    }
    void leaves(const net::visit& v) {
        if (const auto which = at_stage(v, call::waiting))
            which->peer = in_.byte() % 2 == 0 ? net::presence::left : net::presence::uncertain;
    }
    void is_claimed(const net::visit& v) {
        const auto which = at_stage(v, call::waiting);
        fuzz::holds(list_.waits(v) == (which != nullptr), "the list knows who waits");
        const auto link = list_.claim(v);
        fuzz::holds(link.has_value() == (which && which->peer != net::presence::left),
                    "who waits can be claimed, once");
        if (link) which->stage = call::claimed;
        if (which && !link) fuzz::holds(which->stage == call::over, "a link of which nothing is left has ended");
    }

    fuzz::input in_;
    std::size_t events_;
    net::guest_list<told_link> list_{"loans", "server", expected};
    std::map<net::visit, std::shared_ptr<call>> calls_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const auto what = in.byte() % 6;
    const auto payload = in.rest();
    switch (what) {
        case 0: static_cast<void>(loaded(payload)); break;
        case 1: as_listener(payload); break;
        case 2: {
            const auto refused = call_out(message<net::admission_message>(payload));
            fuzz::holds(refused.has_value() != payload.empty(), "only an empty answer admits");
            break;
        }
        case 3: static_cast<void>(listen(payload)); break;
        case 4: static_cast<void>(call_out(payload)); break;
        default: conversation(payload).play(); break;
    }
    return 0;
}
