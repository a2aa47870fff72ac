// A session as a whole: predictions before training, nothing after a failure, waits that span many steps.

#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <split/support/roles.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <thread>

namespace {

using namespace test;
using spnn::protocol_error;
using namespace std::chrono_literals;

using first = split::shared<>;

// Every role of `shared` in a thread of its own, doing what `part` of it says.
template <class Server, class Holder, class Labeler, class Dealer>
void play(const run_request& request, Server server, Holder holder, Labeler labeler, Dealer dealer) {
    auto links = links_of<first>(request.plan, 30s);
    together(4, [&](std::size_t i) {
        if (i == 0) {
            a_server self(request.plan, std::move(links.at(the_server)));
            server(self);
        } else if (i == 1) {
            a_labeler self(request.plan, std::move(links.at(the_holder(0))));
            labeler(self);
        } else if (i == 2) {
            a_holder self(request.plan, split::outline_of<small_net>(), 1, std::move(links.at(the_holder(1))));
            holder(self);
        } else {
            a_dealer self(request.plan, split::outline_of<small_net>(), std::move(links.at(the_dealer)));
            dealer(self);
        }
    });
}

TEST_CASE("split/run/sessions: a loaded model may score first and train on afterwards, and score again") {
    auto request = small_request(2, 1);
    const split::labelled_table table{request.table.targets, request.table.features[0]},
        evaluate{request.evaluate.targets, request.evaluate.features[0]};
    matrix<float> before, after;
    play(
        request,
        [](a_server& self) {
            self.predict();
            self.train();
            self.predict();
        },
        [&](a_holder& self) {
            self.predict(request.predict[1]);
            self.train(request.table.features[1], request.evaluate.features[1]);
            self.predict(request.predict[1]);
        },
        [&](a_labeler& self) {
            before = self.predict(request.predict[0]);
            self.train(table, evaluate);
            after = self.predict(request.predict[0]);
        },
        [](a_dealer& self) {
            self.predict();
            self.train();
            self.predict();
        });
    CHECK(spnn::rows(before) == 5);
    CHECK_FALSE(same(before, after));
}

TEST_CASE("split/run/sessions: after a failure every later call of the party is refused") {
    auto request = small_request(2, 2);
    const split::labelled_table table{request.table.targets, request.table.features[0]},
        evaluate{request.evaluate.targets, request.evaluate.features[0]};
    auto links = links_of<first>(request.plan, 30s);
    together(4, [&](std::size_t i) {
        if (i == 1) {
            split::label_options labels;
            labels.on_batch = [](const split::batch_report&) { throw std::runtime_error("the caller's own"); };
            a_labeler self(request.plan, std::move(links.at(the_holder(0))), {}, {}, labels);
            CHECK_THROWS_AS(self.train(table, evaluate), std::runtime_error);
            const auto refusal = error_of<protocol_error>([&] { self.train(table, evaluate); });
            CHECK(contains(refusal, "has failed before: start a new one"));
            CHECK(contains(error_of<protocol_error>([&] { static_cast<void>(self.predict(request.predict[0])); }),
                           "has failed before"));
            return;
        }
        const auto ends = [](auto&& act) { CHECK_THROWS_AS(act(), spnn::error); };
        if (i == 0) {
            a_server self(request.plan, std::move(links.at(the_server)));
            ends([&] { self.train(); });
            ends([&] { self.train(); });
        } else if (i == 2) {
            a_holder self(request.plan, split::outline_of<small_net>(), 1, std::move(links.at(the_holder(1))));
            ends([&] { self.train(request.table.features[1], request.evaluate.features[1]); });
        } else {
            a_dealer self(request.plan, split::outline_of<small_net>(), std::move(links.at(the_dealer)));
            ends([&] { self.train(); });
        }
    });
}

TEST_CASE("split/run/sessions: an epoch may last longer than one timeout, for the parties that only send too" *
          doctest::test_suite("slow")) {
    for (const auto p : {protocol::masked, protocol::shared}) {
        auto request = small_request(3, 2);
        request.plan.batch = 1;  // 23 steps of training, 9 of evaluation
        request.timeout = 2s;
        request.labels.on_batch = [](const split::batch_report&) { std::this_thread::sleep_for(150ms); };
        CHECK_NOTHROW(static_cast<void>(run(p, ring::z2k_64, request)));
    }
}

// A holder whose mask was made with another key: what it sends is uniform, and so is the sum.
TEST_CASE("split/run/sessions: the server refuses a sum that no honest parts have") {
    auto plan = small_request(2, 1).plan;
    plan.evaluate_rows = 0;
    const auto request = small_request(2, 1);
    using masked = split::masked<>;
    using role_session = split::party_session<any_transport>;
    auto links = links_of<masked>(plan, 30s);
    std::string refusal;
    together(3, [&](std::size_t i) {
        if (i == 0) {
            split::server<small_net, masked, any_transport> self(plan, std::move(links.at(the_server)));
            refusal = error_of<protocol_error>([&] { self.train(); });
            return;
        }
        role_session s{plan, the_holder(i - 1), std::move(links.at(the_holder(i - 1)))};
        s.run = spnn::session::found_run(
            s, split::detail::founding_of<masked>(s.plan),
            spnn::session::greet(s, split::fields_of<masked>(s.plan, split::outline_of<small_net>())));
        split::detail::agree<masked>(s);
        auto part = spnn::make_matrix<std::uint64_t>(8, small_net::first_width);
        std::fill(part.data(), part.data() + part.size(), std::uint64_t{1} << (i == 1 ? 62 : 3));
        s.to(the_server)
            .send<split::first_layer_part<spnn::z2k<64>>>(spnn::step_id{spnn::purpose::train, 1}.tag(), part);
    });
    CHECK(contains(refusal, "server, training, epoch 1, step 1: the sum of the first layer is beyond 4096"));
}

}  // namespace
