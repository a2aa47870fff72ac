// session/in_process.hpp: all parties of a run in one process, each in a thread of its own.
//
// For first tries, tests and measurements. The parties share no variable: they exchange the same messages as on
// separate machines, counted by a meter at each party.

#pragma once

#include <spnn/net/decorator/metered.hpp>
#include <spnn/net/transport/memory.hpp>
#include <spnn/session/links.hpp>

#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace SPNN_NAMESPACE::session {

// Makes the two ends of each link. A link factory of your own adds delays, faults or traces:
// it is called as factory(a, b) and returns the transport of a to b and that of b to a.
struct memory_links {
    // The ends of one link; which parties it joins does not matter.
    std::pair<net::memory_transport, net::memory_transport> operator()(party, party) const {
        return net::make_memory_pair();
    }
};

// The transport that a link factory makes.
template <class LinkFactory>
using transport_of = typename std::invoke_result_t<LinkFactory&, party, party>::first_type;

// What a party sent.
struct traffic {
    // Over all its links.
    std::uint64_t bytes_sent = 0, messages_sent = 0;
};

namespace detail {

// The first failure that is a cause: when one party fails, the others only see that it has gone.
class first_failure {
public:
    // Runs one party's part.
    template <class Part>
    void guard(Part&& part) {
        try {
            part();
        } catch (const transport_error&) {
            keep(std::current_exception(), false);
        } catch (...) {
            keep(std::current_exception(), true);
        }
    }
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    void keep(const std::exception_ptr& failure, bool is_cause) {
        const std::scoped_lock lock(mutex_);
        if (failure_ && (!is_cause || is_cause_)) return;
        failure_ = failure;
        is_cause_ = is_cause;
    }

    std::mutex mutex_;
    std::exception_ptr failure_;
    bool is_cause_ = false;
};

}  // namespace detail

// Calls play(party, links) for each of the parties, in a thread of its own and so all at once, and waits for all. Two
// of them are linked where are_linked(a, b) says so, a before b in the list; `timeout` bounds every single wait. What
// each party sent, by its name. When parties fail, rethrows what one of them failed of.
template <class LinkFactory, class AreLinked, class Play>
std::map<std::string, traffic> run_in_process(const std::vector<party>& parties, AreLinked&& are_linked,
                                              LinkFactory& make_link, std::chrono::milliseconds timeout, Play&& play) {
    using own_links = links<net::metered<transport_of<LinkFactory>>>;
    std::vector<own_links> links_of;  // by party, as the meters
    std::vector<std::shared_ptr<net::meter>> meters;
    for (std::size_t i = 0; i < parties.size(); ++i) {
        links_of.emplace_back(timeout);
        meters.push_back(std::make_shared<net::meter>());
    }
    for (std::size_t i = 0; i < parties.size(); ++i)
        for (std::size_t j = i + 1; j < parties.size(); ++j)
            if (are_linked(parties[i], parties[j])) {
                auto [near, far] = make_link(parties[i], parties[j]);
                links_of[i].connect(parties[j], {std::move(near), meters[i]});
                links_of[j].connect(parties[i], {std::move(far), meters[j]});
            }
    detail::first_failure failure;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < parties.size(); ++i)
            threads.emplace_back([&, who = parties[i], own = std::move(links_of[i])]() mutable {
                failure.guard([&] { play(who, std::move(own)); });
            });
    }
    failure.rethrow();
    std::map<std::string, traffic> sent;
    for (std::size_t i = 0; i < parties.size(); ++i)
        sent[parties[i].name()] = {meters[i]->bytes_sent, meters[i]->messages_sent};
    return sent;
}

}  // namespace SPNN_NAMESPACE::session
