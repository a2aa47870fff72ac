// net/guest_list.hpp: who is expected to call, and how far each of them has come.
//
// A call is a pair (party, purpose). Each that is expected is admitted once: it arrives (its answer is under way),
// waits (its link is kept until somebody claims it), is claimed. Others are refused with a sentence that says what to
// fix. So whoever knows the run's name can make a listener keep as many links as there are expected pairs, and no more.
//
// A call that breaks before it is claimed gives its place back: while it arrives, by give_back; while it waits, as soon
// as the same party calls again, or when it is to be claimed and nothing can be received from it any more. So a party
// whose link broke just after it was admitted comes in when it tries again, and one that runs twice does not. Whoever
// has filled his inbox cannot be seen to leave (net/piped.hpp), and makes room for a second call of the same party.
//
// Not safe for several threads by itself.

#pragma once

#include <spnn/net/introduction.hpp>
#include <spnn/net/piped.hpp>

#include <compare>
#include <map>
#include <optional>
#include <set>

namespace SPNN_NAMESPACE::net {

// The parties that call this one, and what for.
using expected_calls = std::map<std::string, std::set<std::string>>;

// One link between two parties.
struct visit {
    // The party that calls, and its purpose.
    std::string from, purpose;
    friend auto operator<=>(const visit&, const visit&) = default;
};

template <class Link>
class guest_list {
public:
    // Of the party `self` in the run `run`.
    guest_list(std::string run, std::string self, expected_calls expected)
        : run_(std::move(run)), self_(std::move(self)), expected_(std::move(expected)) {}

    // Whether that party calls this one, for anything; whether for that purpose.
    [[nodiscard]] bool expects(const std::string& party) const { return expected_.contains(party); }
    [[nodiscard]] bool expects(const visit& v) const {
        const auto found = expected_.find(v.from);
        return found != expected_.end() && found->second.contains(v.purpose);
    }

    // Whether a second call of the pair would be refused that may not be a little later: one waits, and its end may not
    // have been seen yet.
    [[nodiscard]] bool is_held(const visit& v) const {
        return waits(v) && guests_.at(v).link->peer() == presence::there;
    }

    // Why this caller is refused; empty: it is welcome, and arrives. is(party): whether that party may be behind it.
    template <class Is>
    [[nodiscard]] std::string judge(const introduction& caller, Is&& is) {
        if (caller.run != run_)
            return text("this is ", self_, " of run \"", run_, "\", the call is for run \"", printable(caller.run),
                        "\": give all parties the same run name");
        if (caller.to != self_) return text("this is ", self_, ", not ", printable(caller.to), ": check the addresses");
        if (!expects(caller.from))
            return text(self_, " expects no call from ", printable(caller.from), ": check the roles of both parties");
        if (!is(caller.from))
            return text("the certificate is not that of ", caller.from, ": check which certificate it uses");
        const visit v{caller.from, caller.purpose};
        if (!expects(v))
            return text(self_, " expects no call from ", caller.from, " for ", printable(caller.purpose),
                        ": do both run the same version and the same plan?");
        const auto known = guests_.find(v);
        if (known != guests_.end()) {
            if (!known->second.link || known->second.link->peer() == presence::there)
                return text(caller.from, " is connected already for ", caller.purpose, ": is it running twice?");
            remove(known);
        }
        guests_.try_emplace(v);
        return {};
    }

    // The call that arrives now waits, with its link; or has broken.
    void keep(const visit& v, Link link) { guests_.at(v).link.emplace(std::move(link)); }
    void give_back(const visit& v) { guests_.erase(v); }

    // Whether a call waits.
    [[nodiscard]] bool waits(const visit& v) const {
        const auto found = guests_.find(v);
        return found != guests_.end() && found->second.link.has_value();
    }
    // The link of a call that waits, which is claimed from here on; none when there is none, or none any more.
    [[nodiscard]] std::optional<Link> claim(const visit& v) {
        const auto found = guests_.find(v);
        if (found == guests_.end() || !found->second.link) return std::nullopt;
        if (found->second.link->peer() == presence::left) {
            remove(found);
            return std::nullopt;
        }
        return std::exchange(found->second.link, std::nullopt);
    }

private:
    struct guest {
        std::optional<Link> link;  // none: it arrives, or is claimed
    };
    using guests = std::map<visit, guest>;

    void remove(typename guests::iterator which) {
        which->second.link->cutter()("the peer has left");  // so that its end is not waited for
        guests_.erase(which);
    }

    std::string run_, self_;
    expected_calls expected_;
    guests guests_;
};

}  // namespace SPNN_NAMESPACE::net
