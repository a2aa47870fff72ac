#include <spnn/split/role/server.hpp>

#include <split/support/roles.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using spnn::usage_error;

TEST_CASE("split/role/server: its weights are its own: first bias, hidden layers") {
    auto request = small_request(2, 0);
    role_script script(request);
    const auto usual = script.options;
    const auto base = sound_roles(script).weights;
    script.options = [&](party who) {
        auto own = usual(who);
        if (who == the_server) own.private_seed->front() ^= std::byte{1};
        return own;
    };
    const auto moved = sound_roles(script).weights;
    for (std::size_t j = 0; j < 2; ++j) CHECK(same(base.first[j], moved.first[j]));
    std::vector<std::string> names;
    std::size_t differing = 0;
    std::vector<matrix<float>> of_base;
    base.hidden.for_each([&](std::string_view name, const matrix<float>& x) {
        names.emplace_back(name);
        of_base.push_back(x);
    });
    std::size_t i = 0;
    moved.hidden.for_each([&](std::string_view, const matrix<float>& x) { differing += !same(x, of_base[i++]); });
    CHECK(names.size() == 3);  // bias of the first layer; weights and bias of the hidden one
    CHECK(differing == 1);     // biases begin at zero
}

TEST_CASE("split/role/server: without a link to the label owner or a holder it does not begin") {
    auto plan = small_request(2).plan;
    const auto missing = [&](party peer) {
        auto links = links_of<split::shared<>>(plan, std::chrono::seconds(1));
        split::links<any_transport> some;
        for (const auto& other : {the_holder(0), the_holder(1), the_labeler})
            if (other != peer && links.at(the_server).has(other))
                some.connect(other, plain_link(the_server, other).first);
        return error_of<usage_error>([&] { const a_server self(plan, std::move(some)); });
    };
    CHECK(contains(missing(the_holder(1)), "needs a transport to holder_2"));
    plan.label_holder.reset();
    CHECK(contains(missing(the_labeler), "needs a transport to labeler"));
}

TEST_CASE("split/role/server: weights can be set before training, and training moves them") {
    role_script script(small_request(2, 1));
    script.with_server = [&](a_server& self) {
        self.weights().for_each(
            [&](std::string_view, matrix<float>& x) { std::fill(x.data(), x.data() + x.size(), 0.5F); });
    };
    const auto weights = sound_roles(script).weights;
    weights.hidden.for_each([](std::string_view, const matrix<float>& x) {
        CHECK(std::ranges::any_of(x, [](float v) { return v != 0.5F; }));
        CHECK(std::ranges::all_of(x, [](float v) { return std::abs(v - 0.5F) < 1; }));
    });
}

}  // namespace
