// split/support/wires.hpp: the links between the parties of a run: plain, traced, or with one fault.

#pragma once

#include <spnn/net/decorator/faulty.hpp>
#include <spnn/net/decorator/traced.hpp>
#include <spnn/split/parties.hpp>
#include <spnn/testing/links.hpp>

#include <map>
#include <vector>

namespace test {

namespace net = spnn::net;
namespace split = spnn::split;
using namespace spnn::testing;
using net::any_transport;
using split::party;
using split::the_dealer;
using split::the_holder;
using split::the_labeler;
using split::the_server;

// For a party whose links come later.
inline split::links<any_transport> no_links() { return split::links<any_transport>(); }

// A party and the one it sends to.
struct lane {
    party from, to;
    friend auto operator<=>(const lane&, const lane&) = default;
};

// Keeps every message of a run, by lane.
class wiretap {
public:
    [[nodiscard]] link_factory factory() {
        return [this](party a, party b) {
            auto ends = net::make_memory_pair();
            return link_ends(tap({a, b}, std::move(ends.first)), tap({b, a}, std::move(ends.second)));
        };
    }

    [[nodiscard]] std::vector<lane> lanes() const {
        std::vector<lane> all;
        for (const auto& [where, record] : traces_) all.push_back(where);
        return all;
    }
    // Everything `from` sent to `to`, in order; nothing where there is no link.
    [[nodiscard]] std::vector<net::traced_message> messages(party from, party to) const {
        const auto found = traces_.find({from, to});
        if (found == traces_.end()) return {};
        return net::split_messages(found->second->stream(net::direction::sent));
    }
    // The messages of kind M among them.
    template <net::Message M>
    [[nodiscard]] std::vector<net::traced_message> of_kind(party from, party to) const {
        auto all = messages(from, to);
        std::erase_if(all, [](const auto& m) { return m.header.kind != M::id; });
        return all;
    }
    // How many messages of each kind `from` sent to `to`.
    [[nodiscard]] std::map<std::uint16_t, std::size_t> kinds(party from, party to) const {
        std::map<std::uint16_t, std::size_t> count;
        for (const auto& message : messages(from, to)) ++count[message.header.kind];
        return count;
    }
    // Bytes and messages sent on one lane.
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> traffic(const lane& where) const {
        const auto stream = traces_.at(where)->stream(net::direction::sent);
        return {stream.size(), net::split_messages(stream).size()};
    }

private:
    [[nodiscard]] any_transport tap(lane where, net::memory_transport end) {
        traces_[where] = std::make_shared<net::trace>();
        return net::traced(std::move(end), traces_[where]);
    }

    std::map<lane, std::shared_ptr<net::trace>> traces_;
};

// The values of a message as a matrix of its shape.
template <net::Message M>
spnn::matrix<typename M::value_type> values_of(const net::traced_message& message) {
    auto x = spnn::make_matrix<typename M::value_type>(message.header.rows, message.header.columns);
    const auto values = net::payload_values<typename M::value_type>(message);
    std::copy(values.begin(), values.end(), x.data());
    return x;
}

// Plain links, but for one lane, whose sender suffers the fault.
inline link_factory with_fault(lane where, net::fault_plan fault) {
    return [=](party a, party b) {
        auto ends = net::make_memory_pair();
        const auto wrap = [&](lane here, net::memory_transport end) -> any_transport {
            if (here == where) return net::faulty(std::move(end), fault);
            return end;
        };
        auto near = wrap({a, b}, std::move(ends.first));
        return link_ends(std::move(near), wrap({b, a}, std::move(ends.second)));
    };
}

}  // namespace test
