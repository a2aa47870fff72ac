// net/meeting.hpp: how the parties of a run come together: in any order, each pair once for each purpose.
//
// Of two parties one calls and the other waits to be called; which is which follows from who they are, so both know.
// The caller tries until its deadline. A caller is refused, with a sentence that says what to fix, when it belongs
// to another run, has reached the wrong party, is unknown, is not the one its certificate names, or is there already.
// Callers are answered by threads of their own, a few at a time: one that is slow or hostile holds up nobody.
//
// On the wire, per link: net/introduction.hpp.

#pragma once

#include <spnn/net/any_transport.hpp>
#include <spnn/net/introduction.hpp>
#include <spnn/net/network.hpp>

#include <atomic>
#include <compare>
#include <list>
#include <set>
#include <thread>

namespace spnn::inline SPNN_ABI::net {

template <Network N>
class meeting {
public:
    // `callers`: the parties that call this one. on_refusal(sentence) hears of those that are turned away; it is
    // called from other threads.
    meeting(N network, std::string run, std::string self, std::set<std::string> callers,
            std::function<void(const std::string&)> on_refusal = {})
        : network_(std::move(network)),
          run_(std::move(run)),
          self_(std::move(self)),
          callers_(std::move(callers)),
          on_refusal_(std::move(on_refusal)),
          door_([this] { watch_the_door(); }) {}
    meeting(const meeting&) = delete;
    meeting& operator=(const meeting&) = delete;
    ~meeting() {
        closing_ = true;
        door_.join();
    }

    // Ends the waits of link, now and later, with this reason; from any thread. Links that are made stay.
    void stop(const std::string& reason) {
        const std::lock_guard lock(mutex_);
        if (stopped_.empty()) stopped_ = reason;
        arrived_.notify_all();
    }

    // The link to `peer` for a purpose: calls it, or waits for its call. transport_error at the deadline;
    // protocol_error with the peer's sentence when it refuses.
    [[nodiscard]] any_transport link(const std::string& peer, const std::string& purpose, deadline until) {
        return callers_.contains(peer) ? wait_for(peer, purpose, until) : call(peer, purpose, until);
    }

private:
    static constexpr auto patience_with_a_caller = std::chrono::seconds(10);
    static constexpr std::size_t most_callers_at_once = 32;

    struct visit {
        std::string from, purpose;
        auto operator<=>(const visit&) const = default;
    };

    any_transport call(const std::string& peer, const std::string& purpose, deadline until) {
        auto link = reach(peer, until);
        introduce(link, {run_, self_, peer, purpose}, until);
        return link;
    }

    // Dials in turns, so that stop is heard in between. What fails before its turn is over fails for good.
    typename N::transport reach(const std::string& peer, deadline until) {
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

    any_transport wait_for(const std::string& peer, const std::string& purpose, deadline until) {
        std::unique_lock lock(mutex_);
        const visit expected{peer, purpose};
        const bool came =
            arrived_.wait_until(lock, until.at(), [&] { return waiting_.contains(expected) || !stopped_.empty(); });
        require<transport_error>(stopped_.empty(), stopped_);
        require<transport_error>(came, peer, " has not connected to ", self_, " for ", purpose,
                                 " in time; is it running, and does it have the right address?");
        auto link = std::move(waiting_.at(expected));
        waiting_.erase(expected);
        return link;
    }

    void watch_the_door() {
        std::list<answering> answers;
        while (!closing_) {
            answers.remove_if([](const answering& a) { return a.done->load(); });
            std::optional<typename N::knock_type> who;
            try {
                who = network_.knock(deadline::after(std::chrono::milliseconds(100)));
            } catch (const error& e) {
                refused(e.what());
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
            if (!who) continue;
            if (answers.size() >= most_callers_at_once) {
                refused("too many connections at once");
                continue;
            }
            auto done = std::make_shared<std::atomic<bool>>(false);
            answers.push_back({done, std::jthread([this, done, w = std::move(*who)]() mutable {
                                   answer(std::move(w));
                                   *done = true;
                               })});
        }
    }

    struct answering {
        std::shared_ptr<std::atomic<bool>> done;
        std::jthread thread;
    };

    void answer(typename N::knock_type who) {
        const auto until = deadline::after(patience_with_a_caller);
        try {
            auto link = network_.open(std::move(who), until);
            const auto judge = [&](const introduction& i) { return judged(i, link); };
            auto [caller, refusal] = answer_introduction(link, judge, until);
            if (!refusal.empty()) return refused(text("a connection as ", printable(caller.from), ": ", refusal));
            const std::lock_guard lock(mutex_);
            waiting_.emplace(visit{caller.from, caller.purpose}, std::move(link));
            arrived_.notify_all();
        } catch (const error& e) {
            refused(e.what());
        }
    }

    // Why this caller is refused; empty: it is welcome, and its place is taken.
    std::string judged(const introduction& caller, const typename N::transport& link) {
        if (caller.run != run_)
            return text("this is ", self_, " of run \"", run_, "\", the call is for run \"", printable(caller.run),
                        "\": give all parties the same run name");
        if (caller.to != self_) return text("this is ", self_, ", not ", printable(caller.to), ": check the addresses");
        if (!callers_.contains(caller.from))
            return text(self_, " expects no call from ", printable(caller.from), ": check the roles of both parties");
        if (!network_.is(link, caller.from))
            return text("the certificate is not that of ", caller.from, ": check which certificate it uses");
        const std::lock_guard lock(mutex_);
        if (!seen_.insert({caller.from, caller.purpose}).second)
            return text(caller.from, " is connected already for ", printable(caller.purpose), ": is it running twice?");
        return {};
    }

    void require_going() {
        const std::lock_guard lock(mutex_);
        require<transport_error>(stopped_.empty(), stopped_);
    }

    void refused(const std::string& why) {
        if (on_refusal_) on_refusal_(why);
    }

    N network_;
    std::string run_, self_;
    std::set<std::string> callers_;
    std::function<void(const std::string&)> on_refusal_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::map<visit, any_transport> waiting_;
    std::set<visit> seen_;
    std::string stopped_;  // why; empty: not so
    std::atomic<bool> closing_ = false;
    std::thread door_;
};

}  // namespace spnn::inline SPNN_ABI::net
