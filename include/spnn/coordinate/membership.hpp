// coordinate/membership.hpp: a party's side of a coordinated run (coordinate/reports.hpp).
//
// A thread of its own reports to the coordinator while the party works. When the run has failed anywhere, or the
// coordinator is lost, it cuts the party's links, so that no wait outlasts the news by more than a moment; the
// waiting call throws a transport_error with the verdict.
//
// A coordinator can stop a run, and nothing else: what it says must fit what it has said before
// (coordinate/detail/coordinator_words.hpp), else it counts as lost; sizes must be those that this party has stated;
// and the party's policy is asked about the terms before anything of the data is shown, and again once all sizes are
// known.

#pragma once

#include <spnn/coordinate/detail/coordinator_words.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/decorator/watched.hpp>

#include <condition_variable>
#include <deque>
#include <thread>

namespace SPNN_NAMESPACE::coordinate {

// How often a party reports, how long it waits, and what it takes part in. Policy: the wing's (coordinate/policy.hpp).
template <class Policy>
struct membership_options {
    std::chrono::milliseconds interval{200};    // between two reports
    std::chrono::milliseconds silence{10'000};  // after so long without an answer the coordinator is lost
    std::chrono::milliseconds patience = std::chrono::hours(24);  // for the others, before any one stage of the run
    Policy policy{};                                              // what it takes part in
};

// P and Policy: the wing's proposal, and its policy: require_allowed(policy, proposal) throws policy_error.
template <Proposal P, class Policy, net::CuttableTransport T>
class membership {
public:
    // Begins to report at once, as `self`.
    membership(T to_coordinator, session::party self, membership_options<Policy> options = {})
        : options_(std::move(options)),
          self_(self),
          channel_(std::move(to_coordinator), "coordinator", options_.silence),
          cut_own_(channel_.transport().cutter()),
          thread_([this] { converse(); }) {}
    membership(const membership&) = delete;
    membership& operator=(const membership&) = delete;
    ~membership() {
        {
            const std::lock_guard lock(mutex_);
            leaving_ = true;
            changed_.notify_all();
            if (heard_.last().at < stage::finished) cut_own_("this party has left");
        }
        thread_.join();
    }

    // Waits until all parties are there: what the run is to be, sizes left open. policy_error for a run that this party
    // does not take part in.
    [[nodiscard]] P await_terms() {
        auto terms = await(stage::aligning);
        require_allowed(options_.policy, terms);
        return terms;
    }
    // Says what this party brings, and waits for the plan with all sizes; it must be one that can be run, and that the
    // policy allows.
    [[nodiscard]] P await_plan(const party_facts& facts) {
        update([&] {
            own_.at = stage::aligning;
            own_.facts = facts;
        });
        auto agreed = await(stage::planning);
        check(agreed.plan);
        require<protocol_error>(agreed.states(self_, facts), "coordinator: the plan names other sizes than ",
                                self_.name(), " has stated");
        require_allowed(options_.policy, agreed);
        return agreed;
    }
    // Says what this party can go on from, and waits for the plan with the epoch that all begin with, which must be one
    // of these, or the beginning.
    [[nodiscard]] P await_start(epochs_held held) {
        update([&] {
            own_.at = stage::planning;
            own_.held = held;
        });
        auto agreed = await(stage::running);
        const auto first = agreed.plan.first_epoch;
        const bool can_begin = first == 0
                                   ? held.epochs.empty() || held.epochs.front() == 0 || held.stateless
                                   : held.stateless || std::ranges::find(held.epochs, first) != held.epochs.end();
        require<protocol_error>(can_begin && first <= agreed.plan.epochs, "coordinator: begins after epoch ", first,
                                ", from which ", self_.name(), " cannot go on");
        update([&] { own_.at = stage::running; });
        return agreed;
    }
    // Says that this party is done, or has paused, and waits until all are.
    void finish(bool paused = false) {
        update([&] {
            own_.at = stage::finished;
            own_.paused = paused;
        });
        static_cast<void>(await(stage::finished));
    }
    // Says that this party has failed, by itself or on the link to `peer`: the others are told as much as they may know
    // (error::told). Returns the coordinator's verdict on the whole run, or what is known without it.
    [[nodiscard]] std::string fail(const std::exception& why, const std::string& peer) {
        const std::string what = why.what();
        const auto* const own = dynamic_cast<const error*>(&why);
        std::unique_lock lock(mutex_);
        own_.at = stage::failed;
        own_.failure = own != nullptr ? own->told() : "something unexpected has happened; its log says what";
        own_.failed_peer = peer;
        urgent_ = true;
        changed_.notify_all();
        changed_.wait_for(lock, 2 * options_.silence,
                          [&] { return heard_.last().at == stage::failed || !lost_.empty(); });
        if (heard_.last().at == stage::failed) return heard_.last().verdict;
        return what.find(lost_) != std::string::npos ? what : text(what, "; ", lost_);
    }

    // For displays, and to find out who waits for whom.
    void at_step(std::uint64_t epoch, std::uint64_t step) {
        const std::lock_guard lock(mutex_);
        own_.epoch = epoch;
        own_.step = step;
    }
    [[nodiscard]] const std::shared_ptr<net::activity>& activity() const { return activity_; }
    // At the label owner, after each epoch, one after the other from epoch 0 on.
    void epoch_finished(const epoch_news& news) {
        update([&] { news_.push_back(news); });
    }

    // Asks the coordinator for a pause after this epoch; pause_wanted is its answer.
    void ask_for_pause() {
        update([&] { own_.wants_pause = true; });
    }
    [[nodiscard]] bool pause_wanted() const {
        const std::lock_guard lock(mutex_);
        return heard_.last().pause;
    }

    // Why the run cannot go on, as far as this party has heard; empty while it can.
    [[nodiscard]] std::string ended() const {
        const std::lock_guard lock(mutex_);
        return end_of_run();
    }

    // Something else to end when the run ends early, such as waiting for links.
    void also_cut(net::link_cutter cut) {
        const std::lock_guard lock(mutex_);
        links_.push_back(std::move(cut));
        if (const auto reason = end_of_run(); !reason.empty()) links_.back()(reason);
    }
    // A link of this party: watched, and cut when the run ends early.
    template <net::CuttableTransport L>
    [[nodiscard]] net::watched<L> guard(L link, const std::string& peer) {
        also_cut(link.cutter());
        return {std::move(link), peer, activity_};
    }
    // The same for one that make() has yet to make, which is a wait for the peer too.
    template <class Make>
    [[nodiscard]] auto reach(const std::string& peer, Make&& make) {
        activity_->begin(peer);
        auto link = make();
        activity_->end();
        return guard(std::move(link), peer);
    }

private:
    template <class Change>
    void update(Change&& change) {
        const std::lock_guard lock(mutex_);
        change();
        urgent_ = true;
        changed_.notify_all();
    }

    P await(stage wanted) {
        std::unique_lock lock(mutex_);
        const bool came = changed_.wait_until(lock, deadline::after(options_.patience).at(),
                                              [&] { return heard_.last().at >= wanted || !lost_.empty(); });
        require<transport_error>(came, "the coordinator has not led the others to ", name_of(wanted),
                                 " in time; see its status for whom it waits");
        require<transport_error>(end_of_run().empty(), end_of_run());
        return heard_.last().proposal;
    }

    // Why the run cannot go on; empty while it can.
    [[nodiscard]] std::string end_of_run() const {
        return heard_.last().at == stage::failed     ? heard_.last().verdict
               : heard_.last().at == stage::finished ? ""
                                                     : lost_;
    }

    // The thread's body: nothing leaves it.
    void converse() {
        try {
            for (std::uint64_t turn = 0;; ++turn) {
                channel_.template send_bytes<report_message>(turn, store(next_report()));
                hear(load_instruction<P>(
                    channel_.template receive_bytes<instruction_message>(turn, detail::max_instruction_bytes)));
                if (!wait_for_turn()) return;
            }
        } catch (const std::exception& e) {
            lose(text("the coordinator was lost: ", e.what()));
        } catch (...) {
            lose("the coordinator was lost");
        }
    }

    party_report next_report() {
        const std::lock_guard lock(mutex_);
        urgent_ = false;
        const auto now = activity_->now();
        own_.waiting_for = now.peer;
        const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(deadline::clock::now() - now.since);
        own_.waiting_ms =
            now.peer.empty() ? 0 : static_cast<std::uint32_t>(std::min<std::int64_t>(waited.count(), 1U << 31));
        auto report = own_;
        for (; !news_.empty() && report.news.size() < party_report::most_news; news_.pop_front())
            report.news.push_back(news_.front());
        urgent_ = !news_.empty();
        return report;
    }

    void hear(instruction<P> said) {
        const std::lock_guard lock(mutex_);
        heard_.take(std::move(said), own_.at);
        if (heard_.last().at == stage::failed) cut_all();
        changed_.notify_all();
    }

    void lose(const std::string& why) {
        const std::lock_guard lock(mutex_);
        lost_ = why;
        if (heard_.last().at != stage::finished) cut_all();
        changed_.notify_all();
    }

    void cut_all() {
        for (const auto& cut : links_) cut(end_of_run());
    }

    // False when the conversation is over.
    bool wait_for_turn() {
        std::unique_lock lock(mutex_);
        if (heard_.last().at >= stage::finished) return false;
        changed_.wait_for(lock, options_.interval, [&] { return urgent_ || leaving_; });
        return !leaving_;
    }

    membership_options<Policy> options_;
    session::party self_;
    net::channel<T> channel_;
    net::link_cutter cut_own_;
    std::shared_ptr<net::activity> activity_ = std::make_shared<net::activity>();
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    party_report own_;
    std::deque<epoch_news> news_;  // not reported yet
    detail::coordinator_words<P> heard_;
    std::string lost_;
    std::vector<net::link_cutter> links_;
    bool urgent_ = false, leaving_ = false;
    std::thread thread_;
};

}  // namespace SPNN_NAMESPACE::coordinate
