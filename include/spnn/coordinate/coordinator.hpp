// coordinate/coordinator.hpp: the party that brings the others together, and sees nothing of what they compute.
//
// It proposes the plan, waits for all parties, starts them, collects progress and history, and says at the end that all
// are done, or who was lost and when. It has links to all parties for this alone (coordinate/reports.hpp); the
// parties' own links do not pass through it, each checks the proposal against its policy, and no data, label, weight,
// mask or key reaches it. It learns: the sizes each party brings, the loss of each epoch, how far everyone is.
// A coordinator that lies can stop a run, and propose what each party's policy allows (coordinate/membership.hpp);
// parties that it tells different things refuse each other (session/session.hpp).
//
// A party cannot fill its memory: a report has bounds, of losses only the next ones of the proposal's reporter count,
// and who reports more often than options allow is answered later.
//
// Who is to blame when a run stalls: a party whose link to the coordinator breaks, or that falls silent, is lost.
// Otherwise the first to report a failure names the peer it waited for; if that one is itself waiting, the blame moves
// on, until it reaches a party at work or two that wait for each other: then it is their link.

#pragma once

#include <spnn/coordinate/proposal.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/piped.hpp>
#include <spnn/store/checkpoint.hpp>

#include <condition_variable>
#include <map>
#include <set>
#include <system_error>
#include <thread>

namespace SPNN_NAMESPACE::coordinate {

// How long it waits, and whom it tells.
struct coordinator_options {
    std::chrono::milliseconds start_within{60'000};  // all parties must have come by then
    std::chrono::milliseconds silence{10'000};       // a party that has not reported for so long is lost
    std::chrono::milliseconds settle{500};           // after a report of failure, how long worse news may take
    double reports_per_second = 200;                 // of one party, on the mean; 100 may come at once
    // Called from threads of the coordinator, one at a time, under none of its locks.
    std::function<void(const std::string&)> on_event{};                        // one line each, for a log
    std::function<void(const std::string&, const party_report&)> on_report{};  // a party's name and report
    std::function<void(const epoch_news&)> on_epoch{};                         // the reporter's losses
    std::function<bool()> pause_wanted{};                                      // the operator's wish
};

// The last epoch that all parties can go on from; 0: the beginning, when none resumes, or all that do hold it.
// usage_error when only some resume, or no epoch is common: a new beginning would cost what the others hold.
[[nodiscard]] inline std::size_t epoch_to_begin_with(const std::map<std::string, epochs_held>& parties) {
    std::vector<std::vector<std::size_t>> held;
    std::string with, without, epochs;
    for (const auto& [name, own] : parties) {
        if (own.stateless) continue;
        epochs += text(epochs.empty() ? " " : ", ", name);
        for (const auto epoch : own.epochs) epochs += text(" ", epoch);
        held.emplace_back(own.epochs.begin(), own.epochs.end());
        (own.epochs.empty() ? without : with) += " " + name;
    }
    if (with.empty()) return 0;
    require<usage_error>(without.empty(), "these parties can resume:", with, "; these cannot:", without,
                         ". Start all with --resume, or all without it");
    const auto last = store::last_common(held);
    const bool all_from_beginning =
        std::ranges::all_of(held, [](const auto& own) { return std::ranges::find(own, 0U) != own.end(); });
    require<usage_error>(last > 0 || all_from_beginning,
                         "the parties hold checkpoints, but of no common epoch:", epochs,
                         ". Start all without --resume");
    return last;
}

// P: the wing's proposal.
template <Proposal P, net::CuttableTransport T>
class coordinator {
public:
    // link(party, until) makes the link to a party, or waits for its call.
    using link_factory = std::function<T(const std::string& party, deadline until)>;

    // `terms`: the run, with the sizes of its plan left open; `parties`: the names of all.
    coordinator(P terms, const std::vector<std::string>& parties, link_factory link, coordinator_options options = {})
        : options_(std::move(options)), said_{stage::gathering, false, "", std::move(terms)} {
        record::check(said_.proposal, "coordinator: the proposal");
        for (const auto& name : parties) seats_[name];
        for (const auto& name : said_.proposal.parties())
            require<usage_error>(seats_.contains(name), "coordinator: ", name, " is not among the parties");
        try {
            for (auto& [name, of] : seats_)
                threads_.emplace_back([this, &name = name, &of = of, link] { attend(name, of, link); });
        } catch (const std::system_error& e) {
            end("the coordinator could not start");
            threads_.clear();
            throw error(text("coordinator: a thread for each party could not be started: ", e.what()));
        }
    }
    coordinator(const coordinator&) = delete;
    coordinator& operator=(const coordinator&) = delete;
    ~coordinator() {
        end("the coordinator was stopped");
        threads_.clear();
    }

    // The whole run. Throws protocol_error with the verdict when it fails.
    void run() {
        std::unique_lock lock(mutex_);
        const auto start = deadline::after(options_.start_within);
        while (said_.at < stage::finished) {
            changed_.wait_for(lock, std::chrono::milliseconds(100));
            lock.unlock();
            const bool pause = options_.pause_wanted && options_.pause_wanted();
            lock.lock();
            said_.pause = said_.pause || pause;
            step_on(start);
            lock.unlock();
            speak();
            lock.lock();
        }
        const auto farewell = deadline::after(options_.silence);
        changed_.wait_until(lock, farewell.at(),
                            [&] { return all([](const seated& s) { return s.gone || !s.linked; }); });
        lock.unlock();
        speak();
        lock.lock();
        require<protocol_error>(said_.at == stage::finished, said_.verdict);
    }

    // The losses of all epochs so far.
    [[nodiscard]] std::vector<epoch_news> history() const {
        const std::lock_guard lock(mutex_);
        return history_;
    }
    // Whether the run has ended by a pause, to be resumed.
    [[nodiscard]] bool paused() const {
        const std::lock_guard lock(mutex_);
        return said_.at == stage::finished && all([](const seated& s) { return s.last.paused; });
    }

private:
    struct seated {
        bool linked = false;  // there is a link to it
        bool came = false;    // its first report is there
        bool gone = false;    // its last word has been said, or its link is lost
        std::string lost;     // how
        party_report last;
        deadline::clock::time_point failed_at{};  // or was lost
    };

    // The conversation with one party: the body of a thread, which nothing leaves.
    void attend(const std::string& name, seated& of, const link_factory& link) {
        try {
            net::channel<T> words(link(name, deadline::after(options_.start_within)), name, options_.silence);
            welcome(of);
            auto rested = deadline::clock::now();  // when the reports so far are no more than allowed
            for (std::uint64_t turn = 0;; ++turn) {
                take(name, of,
                     load_report(words.template receive_bytes<report_message>(turn, detail::max_report_bytes)));
                pace(rested);
                const auto answer = said();
                words.template send_bytes<instruction_message>(turn, store(answer));
                if (answer.at >= stage::finished) break;
            }
            leave(name, of, "", "");
        } catch (const error& e) {
            leave(name, of, e.what(), e.told());
        } catch (const std::exception& e) {
            leave(name, of, e.what(), "the coordinator could not go on with it");
        } catch (...) {
            leave(name, of, "something unexpected", "the coordinator could not go on with it");
        }
    }

    // Waits as long as a party has reported too often.
    void pace(deadline::clock::time_point& rested) const {
        const auto share = std::chrono::duration_cast<deadline::clock::duration>(
            std::chrono::duration<double>(1 / options_.reports_per_second));
        rested = std::max(rested, deadline::clock::now() - 100 * share) + share;
        if (rested > deadline::clock::now()) std::this_thread::sleep_until(rested);
    }

    void welcome(seated& of) {
        const std::lock_guard lock(mutex_);
        of.linked = true;
    }

    void take(const std::string& name, seated& of, party_report report) {
        {
            const std::lock_guard lock(mutex_);
            const bool first = !std::exchange(of.came, true);
            if (report.at == stage::failed && of.last.at != stage::failed) of.failed_at = deadline::clock::now();
            if (report.wants_pause && !said_.pause) {
                said_.pause = true;
                tell(name + " asks for a pause");
            }
            if (name == said_.proposal.reporter())
                for (const auto& news : report.news) note(name, news);
            if (options_.on_report) to_say_.push_back([this, name, report] { options_.on_report(name, report); });
            report.news.clear();
            of.last = std::move(report);
            if (first) tell(name + " is here");
        }
        changed_.notify_all();
        speak();
    }

    // The reporter's next epoch; under the lock.
    void note(const std::string& name, const epoch_news& news) {
        require<protocol_error>(news.epoch == history_.size() && news.epoch < said_.proposal.plan.epochs, name,
                                ": reports the losses of epoch ", news.epoch + 1, ", expected those of epoch ",
                                history_.size() + 1, " of ", said_.proposal.plan.epochs);
        history_.push_back(news);
        if (options_.on_epoch) to_say_.push_back([this, news] { options_.on_epoch(news); });
    }

    [[nodiscard]] instruction<P> said() const {
        const std::lock_guard lock(mutex_);
        return said_;
    }

    // How it was lost, for this party's log and for the others; both empty when it has said its last word.
    void leave(const std::string& name, seated& of, const std::string& lost, const std::string& told) {
        const std::lock_guard lock(mutex_);
        of.gone = true;
        of.lost = told;
        if (of.last.at != stage::failed) of.failed_at = deadline::clock::now();
        if (!lost.empty() && said_.at < stage::finished)
            tell(name + " is gone: " + printable(lost, party_report::most_words));
        changed_.notify_all();
    }

    void end(const std::string& verdict) {
        const std::lock_guard lock(mutex_);
        if (said_.at < stage::finished) fail(verdict);
    }

    // What follows from the reports; under the lock.
    void step_on(const deadline& start) {
        if (const auto verdict = verdict_on_failures(); !verdict.empty()) return fail(verdict);
        if (said_.pause && said_.at < stage::running) return fail("stopped before training began, as was asked");
        if (said_.at == stage::gathering) {
            if (all([](const seated& s) { return s.came; }))
                enter(stage::aligning);
            else if (start.passed())
                fail(text("not all parties have come in time; missing: ", missing()));
        }
        if (said_.at == stage::aligning && all([](const seated& s) { return s.last.facts.has_value(); }))
            agree(stage::planning, [&] {
                facts_by_party facts;
                for (const auto& [name, of] : seats_) facts[name] = *of.last.facts;
                said_.proposal.settle(facts);
            });
        if (said_.at == stage::planning && all([](const seated& s) { return s.last.held.has_value(); }))
            agree(stage::running, [&] {
                std::map<std::string, epochs_held> held;
                for (const auto& [name, of] : seats_) held[name] = *of.last.held;
                said_.proposal.plan.first_epoch = epoch_to_begin_with(held);
            });
        if (said_.at == stage::running && all([](const seated& s) { return s.last.at == stage::finished; }))
            enter(stage::finished);
    }

    // What went wrong, once the news that belong together have had time to come; empty when nothing did.
    [[nodiscard]] std::string verdict_on_failures() const {
        using entry = std::pair<const std::string, seated>;
        const entry *lost = nullptr, *first = nullptr;
        const auto earlier = [](const entry& e, const entry* than) {
            return than == nullptr || e.second.failed_at < than->second.failed_at;
        };
        for (const auto& one : seats_) {
            const auto& of = one.second;
            if (of.gone && !of.linked) return text("not all parties have come in time; missing: ", missing());
            if (of.last.at == stage::failed && of.last.failed_peer.empty())  // its own doing
                return text(one.first, " has failed ", when(of), ": ", of.last.failure);
            if (of.gone && of.last.at != stage::failed && earlier(one, lost)) lost = &one;
            if (of.last.at == stage::failed && earlier(one, first)) first = &one;
        }
        const entry* cause = lost != nullptr ? lost : first;
        if (cause == nullptr || deadline::clock::now() - cause->second.failed_at < options_.settle) return {};
        if (lost == nullptr) return blame(first->first);
        // Its own last report may be old: its peers may know better how far it was. Who only sends may be ahead of
        // them.
        const seated* furthest = &lost->second;
        for (const auto& [name, of] : seats_)
            if (!said_.proposal.runs_ahead(name) && of.last.step > furthest->last.step) furthest = &of;
        return text(lost->first, " was lost ", when(*furthest), " (",
                    lost->second.lost.empty() ? "it left" : lost->second.lost, ")");
    }

    // Follows who waits for whom from the party that failed first.
    [[nodiscard]] std::string blame(const std::string& first) const {
        std::string from = first, to = seats_.at(first).last.failed_peer;
        std::set<std::string> passed{from};
        while (passed.insert(to).second && seats_.contains(to)) {
            const auto next = waits_for(seats_.at(to));
            if (next.empty() || next == from) break;
            from = std::exchange(to, next);
        }
        return text("the link between ", from, " and ", to, " has failed ", when(seats_.at(from)), ": ", first,
                    " says: ", seats_.at(first).last.failure);
    }
    // Whom a party was waiting for when others gave up; nobody when it has only just begun to: then it was late itself.
    [[nodiscard]] std::string waits_for(const seated& of) const {
        if (of.last.at == stage::failed) return of.last.failed_peer;
        const bool was_held_up = std::chrono::milliseconds(of.last.waiting_ms) >= 2 * options_.settle;
        return was_held_up ? of.last.waiting_for : std::string{};
    }

    [[nodiscard]] std::string when(const seated& of) const {
        if (of.last.step == 0) return "before the first step";
        if (of.last.epoch >= said_.proposal.plan.epochs) return text("while predicting, at step ", of.last.step);
        return text("in epoch ", of.last.epoch + 1, ", at step ", of.last.step);
    }

    [[nodiscard]] std::string missing() const {
        std::string names;
        for (const auto& [name, of] : seats_)
            if (!of.came) names += (names.empty() ? "" : ", ") + name;
        return names;
    }

    template <class Is>
    [[nodiscard]] bool all(Is&& is) const {
        return std::all_of(seats_.begin(), seats_.end(), [&](const auto& entry) { return is(entry.second); });
    }

    // Goes to the next stage once `settle` has found the parties to fit together.
    template <class Settle>
    void agree(stage next, Settle&& settle) {
        try {
            settle();
        } catch (const usage_error& e) {
            return fail(e.what());
        }
        enter(next);
    }

    void enter(stage next) {
        said_.at = next;
        tell(text("the run: ", name_of(next)));
    }
    void fail(const std::string& verdict) {
        said_.verdict = printable(verdict, party_report::most_words);
        enter(stage::failed);
    }
    void tell(const std::string& event) {
        if (options_.on_event) to_say_.push_back([this, event] { options_.on_event(event); });
    }
    // Calls the options' functions with what has come up, in order; not under the lock, so that they may ask for
    // history or stage.
    void speak() {
        const std::lock_guard one_at_a_time(speaking_);
        std::vector<std::function<void()>> now;
        {
            const std::lock_guard lock(mutex_);
            now.swap(to_say_);
        }
        for (const auto& say : now) say();
    }

    coordinator_options options_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    instruction<P> said_;
    std::map<std::string, seated> seats_;
    std::vector<epoch_news> history_;
    std::vector<std::function<void()>> to_say_;
    std::mutex speaking_;
    std::vector<std::jthread> threads_;
};

}  // namespace SPNN_NAMESPACE::coordinate
