// net/meeting.hpp: how the parties of a run come together: in any order, each pair once for each purpose.
//
// Of two parties one calls and the other waits to be called; which is which follows from who they are, so both know.
// The caller tries until its deadline, again when a link breaks before it is admitted; a refusal is final. A caller is
// refused, with a sentence that says what to fix, when it belongs to another run, has reached the wrong party, is
// unknown, is not the one its certificate names, comes for something else, or is there already (net/guest_list.hpp).
//
// Anybody may connect. Callers are answered by threads of their own, a few at a time, in places that are taken from the
// silent in favour of the new (net/detail/reception.hpp): one that is slow or hostile holds up nobody. Beyond its
// introduction next to nothing is taken in of what a caller sends until link() hands its link out (net/network.hpp).
// When the system has no descriptor, thread or memory left, the door says so, waits a little and goes on.
//
// So a stranger costs at most a place for its time, and a party as many links as it is expected for.
//
// On the wire, per link: net/introduction.hpp.

#pragma once

#include <spnn/net/any_transport.hpp>
#include <spnn/net/detail/reception.hpp>
#include <spnn/net/detail/refusal_report.hpp>
#include <spnn/net/guest_list.hpp>
#include <spnn/net/network.hpp>

#include <atomic>

namespace SPNN_NAMESPACE::net {

// What a meeting grants to callers that it does not yet know.
struct meeting_options {
    // Until a caller is authenticated and introduced.
    std::chrono::milliseconds introduction_time = std::chrono::seconds(2);
    // Callers that are answered at once; each costs a thread or two and four descriptors.
    std::size_t callers_at_once = 32;
    // Of these, from one address (of IPv6: one /64). Half of them, so that no address alone takes all; not fewer,
    // since a relay in front of all parties, or one machine with all of them, has one address and several links for
    // each party.
    std::size_t callers_of_one_source = 16;
};

template <Network N>
class meeting {
public:
    // `expected`: the parties that call this one, and what for. on_refusal(sentence) hears of those that are turned
    // away and of calls that break; it is called from other threads, and what it throws is ignored. usage_error for
    // options without a place.
    meeting(N network, std::string run, std::string self, expected_calls expected,
            std::function<void(const std::string&)> on_refusal = {}, const meeting_options& options = {})
        : network_(std::move(network)),
          run_(std::move(run)),
          self_(std::move(self)),
          report_(std::move(on_refusal)),
          guests_(run_, self_, std::move(expected)),
          reception_(checked(options)),
          door_(detail::serving_thread("meeting", [this] { watch_the_door(); })) {}
    meeting(const meeting&) = delete;
    meeting& operator=(const meeting&) = delete;
    ~meeting() {
        closing_ = true;
        door_.join();
    }

    // Ends the waits of link, now and later, with this reason; from any thread. Links that are made stay.
    void stop(const std::string& reason) {
        {
            const std::lock_guard lock(mutex_);
            if (stopped_.empty()) stopped_ = reason;
            arrived_.notify_all();
        }
        stopping_.request_stop();
    }

    // The link to `peer` for a purpose: calls it, or waits for its call. transport_error at the deadline;
    // protocol_error with the peer's sentence when it refuses; usage_error when its calls are expected, but not for
    // this.
    [[nodiscard]] any_transport link(const std::string& peer, const std::string& purpose, deadline until) {
        if (!guests_.expects(peer)) return call(peer, purpose, until);
        const visit expected{peer, purpose};
        require<usage_error>(guests_.expects(expected), "meeting: ", self_, " was not told to expect ", peer, " for ",
                             purpose);
        return wait_for(expected, until);
    }

private:
    using place = detail::reception::place;
    using transport = typename N::transport;

    // Cuts a link when it is called.
    struct cutting {
        link_cutter cut;
        void operator()() const noexcept {
            try {
                cut("no room");
            } catch (...) {  // no memory: the link ends at its deadline
            }
        }
    };

    static detail::reception::limits checked(const meeting_options& o) {
        require<usage_error>(o.callers_at_once > 0 && o.callers_of_one_source > 0 && o.introduction_time.count() > 0,
                             "meeting: options that leave no place or no time for callers");
        return {o.callers_at_once, o.callers_of_one_source, o.introduction_time};
    }

    any_transport call(const std::string& peer, const std::string& purpose, deadline until) {
        for (auto pause = std::chrono::milliseconds(10);; pause = std::min(2 * pause, std::chrono::milliseconds(500))) {
            auto link = reach(peer, until);
            try {
                const std::stop_callback on_stop(stopping_.get_token(), cutting{link.cutter()});
                introduce(link, {run_, self_, peer, purpose}, until);
                return link;
            } catch (const transport_error& e) {
                require_going();
                const bool is_final = std::string_view(e.what()).find(refused_words) != std::string_view::npos;
                if (is_final || until.left() < 2 * pause) throw;
                report_.say({"a call to ", peer, " for ", purpose, " broke and is tried again: ", e.what()});
            }
            std::this_thread::sleep_for(pause);
        }
    }

    // Dials in turns, so that stop is heard in between. What fails before its turn is over fails for good.
    transport reach(const std::string& peer, deadline until) {
        for (;;) {
            const deadline turn(std::min(until.at(), deadline::clock::now() + std::chrono::seconds(3)));
            try {
                return network_.dial(peer, turn);
            } catch (const transport_error&) {
                require_going();
                const bool ended_early = turn.left() > std::chrono::milliseconds(300);
                if (ended_early || until.left() < std::chrono::milliseconds(300)) throw;
            }
        }
    }

    any_transport wait_for(const visit& expected, deadline until) {
        std::unique_lock lock(mutex_);
        for (;;) {
            const bool came =
                arrived_.wait_until(lock, until.at(), [&] { return guests_.waits(expected) || !stopped_.empty(); });
            require<transport_error>(stopped_.empty(), stopped_);
            if (auto link = guests_.claim(expected)) {
                link->read_ahead();
                return std::move(*link);
            }
            require<transport_error>(came, expected.from, " has not connected to ", self_, " for ", expected.purpose,
                                     " in time; is it running, and does it have the right address?");
        }
    }

    void watch_the_door() noexcept {
        while (!closing_) {
            try {
                reception_.sweep();
                report_.tick();
                auto who = network_.knock(deadline::after(std::chrono::milliseconds(100)));
                if (!who) continue;
                const auto source = network_.source(*who);
                reception_.answer(source, [this, source, caller = std::move(*who)](
                                              place& at, const std::stop_token& stop) mutable noexcept {
                    answer(std::move(caller), source, at, stop);
                });
            } catch (...) {
                report_.say_exception();
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        }
    }

    void answer(typename N::knock_type who, const std::string& source, place& at,
                const std::stop_token& stop) noexcept {
        std::optional<visit> arriving;
        try {
            receive(std::move(who), at, stop, arriving);
            return;
        } catch (...) {
            if (stop.stop_requested())
                report_.say({"a connection from ", source.empty() ? "an unknown address" : source,
                             " was dropped: it had not introduced itself in time, or others needed its place"});
            else
                report_.say_exception();
        }
        const std::lock_guard lock(mutex_);
        if (arriving) guests_.give_back(*arriving);
    }

    // `arriving`: the guest that has been promised a place on the list, as long as its link is not kept there.
    void receive(typename N::knock_type who, place& at, const std::stop_token& stop, std::optional<visit>& arriving) {
        std::optional<std::stop_callback<cutting>> on_stop;  // goes last: a link that is refused waits for its peer
        auto link = network_.open(std::move(who), at.until(), stop);
        on_stop.emplace(stop, cutting{link.cutter()});
        at.is_authenticated();
        const auto judge = [&](const introduction& i) -> std::string {
            std::unique_lock lock(mutex_);
            await_news(lock, {i.from, i.purpose}, at.until(), stop);
            auto refusal = guests_.judge(i, [&](const std::string& party) { return network_.is(link, party); });
            if (refusal.empty()) {
                arriving.emplace(visit{i.from, i.purpose});
                require<transport_error>(at.settle(), "dropped");
            }
            return refusal;
        };
        const auto [caller, refusal] = answer_introduction(link, judge, at.until());
        if (!refusal.empty()) return report_.say({"a connection as ", printable(caller.from), ": ", refusal});
        on_stop.reset();
        const std::lock_guard lock(mutex_);
        guests_.keep(*arriving, std::move(link));
        arriving.reset();
        arrived_.notify_all();
    }

    // A party that comes again may be faster than the news that its link has broken: half of its time it waits for
    // these.
    void await_news(std::unique_lock<std::mutex>& lock, const visit& v, deadline until, const std::stop_token& stop) {
        const deadline enough(deadline::clock::now() + until.left() / 2);
        while (guests_.is_held(v) && !enough.passed() && !stop.stop_requested())
            arrived_.wait_for(lock, std::chrono::milliseconds(10));
    }

    void require_going() {
        const std::lock_guard lock(mutex_);
        require<transport_error>(stopped_.empty(), stopped_);
    }

    N network_;
    std::string run_, self_;
    detail::refusal_report report_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    guest_list<transport> guests_;
    std::string stopped_;  // why; empty: not so
    std::stop_source stopping_;
    std::atomic<bool> closing_ = false;
    detail::reception reception_;
    std::thread door_;
};

}  // namespace SPNN_NAMESPACE::net
