// split/support/roles.hpp: the role classes by themselves, as a user with separate processes has them: no
// simulate. Over `shared`, the protocol that needs every role; compiled once, in roles.cpp.

#pragma once

#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/role/dealer.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/labeler.hpp>
#include <spnn/split/role/server.hpp>

#include <split/support/runs.hpp>
#include <support/together.hpp>

namespace test {

using a_server = split::server<small_net, split::shared<>, any_transport>;
using a_holder = split::holder<split::shared<>, any_transport>;
using a_labeler = split::labeler<small_net, split::shared<>, any_transport>;
using a_dealer = split::dealer<split::shared<>, any_transport>;

}  // namespace test

extern template class spnn::split::server<test::small_net, spnn::split::shared<>, test::any_transport>;
extern template class spnn::split::holder<spnn::split::shared<>, test::any_transport>;
extern template class spnn::split::labeler<test::small_net, spnn::split::shared<>, test::any_transport>;
extern template class spnn::split::dealer<spnn::split::shared<>, test::any_transport>;

namespace test {

using party_links = std::map<party, split::links<any_transport>>;

// The links of all parties of a run by First.
template <split::FirstLayer First>
party_links links_of(const split::plan& plan, std::chrono::milliseconds timeout,
                     const link_factory& make_link = plain_link) {
    party_links all;
    const auto parties = split::parties_of(First::links, plan);
    for (const auto& who : parties) all.emplace(who, split::links<any_transport>(timeout));
    for (const auto& a : parties)
        for (const auto& b : parties)
            if (a < b && split::are_linked(First::links, plan, a, b)) {
                auto [near, far] = make_link(a, b);
                all.at(a).connect(b, std::move(near));
                all.at(b).connect(a, std::move(far));
            }
    return all;
}

// What each party does once it exists. Training first, then the predictions, unless a test says otherwise.
struct role_script {
    run_request request;
    std::function<split::party_options(party)> options;
    std::size_t predictions = 1;
    std::function<void(a_server&)> with_server = [](a_server&) {};
    std::function<void(std::size_t, a_holder&)> with_holder = [](std::size_t, a_holder&) {};
    std::function<void(a_labeler&)> with_labeler = [](a_labeler&) {};
    std::function<void(party)> on_end = [](party) {};  // well or not

    explicit role_script(run_request asked) : request(std::move(asked)) {
        const auto seeds = split::private_seeds(request.seed);
        options = [seeds](party who) {
            split::party_options own;
            own.private_seed = seeds.of(who);
            return own;
        };
    }
};

struct role_outcome {
    split::model<small_net> weights;
    std::vector<matrix<float>> predictions;
    std::map<party, split::ending> endings;
    std::map<party, std::exception_ptr> failures;
};

// Plays the script; failures are kept, not thrown.
role_outcome play_roles(const role_script& script);

// The same where nobody may fail.
[[nodiscard]] inline role_outcome sound_roles(const role_script& script) {
    auto outcome = play_roles(script);
    for (const auto& [who, failure] : outcome.failures)
        if (failure) std::rethrow_exception(failure);
    return outcome;
}

}  // namespace test
