#include <spnn/split/role/relay.hpp>

#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using session = split::party_session<any_transport>;

// Everyone's word, when the label owner says 42; and who said how much.
template <split::FirstLayer First>
std::map<party, std::uint64_t> words_of(const split::plan& plan, wiretap& tap) {
    const auto parties = split::parties_of(First::links, plan);
    std::map<party, session> sessions;
    for (const auto& who : parties) sessions.emplace(who, session{plan, who, no_links()});
    const auto make_link = tap.factory();
    for (const auto& a : parties)
        for (const auto& b : parties)
            if (a < b && split::are_linked(First::links, plan, a, b)) {
                auto [near, far] = make_link(a, b);
                sessions.at(a).links.connect(b, std::move(near));
                sessions.at(b).links.connect(a, std::move(far));
            }
    std::map<party, std::uint64_t> words;
    for (const auto& who : parties) words[who] = 0;
    together(parties.size(), [&](std::size_t i) {
        const auto who = parties[i];
        words.at(who) = split::detail::relay<spnn::train::prediction_rows, First>(
            sessions.at(who), 7, 1, who == plan.label_owner() ? std::uint64_t{42} : std::uint64_t{0});
    });
    return words;
}

TEST_CASE("split/role/relay: a word of the label owner reaches everyone, once") {
    for (const std::optional<std::size_t> owner : {std::optional<std::size_t>(0), std::optional<std::size_t>(2), {}}) {
        auto plan = small_request(3).plan;
        plan.label_holder = owner;
        wiretap of_masked, of_shared;
        for (const auto& words :
             {words_of<split::masked<>>(plan, of_masked), words_of<split::shared<>>(plan, of_shared)})
            for (const auto& heard : words) CHECK_MESSAGE(heard.second == 42, heard.first.name());
        std::size_t said = 0;
        for (const auto& where : of_shared.lanes()) {
            said += of_shared.messages(where.from, where.to).size();
            for (const auto& message : of_shared.messages(where.from, where.to)) CHECK(message.header.step == 7);
        }
        CHECK(said == split::parties_of(split::shared<>::links, plan).size() - 1);
    }
}

TEST_CASE("split/role/relay: a party checks its plan, its options and its links before it says a word") {
    const auto plan = small_request(2).plan;
    split::party_options options;
    session nobody{plan, the_holder(5), no_links()};
    CHECK(error_of<spnn::usage_error>([&] {
              split::detail::start<split::masked<>>(nobody, split::outline_of<small_net>(), options);
          }) == "plan: has no holder_6");
    session labeler{plan, the_labeler, no_links()};
    CHECK(error_of<spnn::usage_error>([&] {
              split::detail::start<split::masked<>>(labeler, split::outline_of<small_net>(), options);
          }) == "plan: has no labeler");
    session server{plan, the_server, no_links()};
    CHECK(contains(error_of<spnn::usage_error>([&] {
                       split::detail::start<split::in_the_clear<>>(server, split::outline_of<small_net>(), options);
                   }),
                   "i_accept_that_nothing_is_protected"));
    CHECK(contains(error_of<spnn::usage_error>(
                       [&] { split::detail::start<split::masked<>>(server, split::outline_of<small_net>(), options); }),
                   "needs a transport to holder_1"));
}

TEST_CASE("split/role/relay: a word that no label owner may say is refused by whoever hears it") {
    static_assert(spnn::train::verdict::accepts(0) && spnn::train::verdict::accepts(1) &&
                  spnn::train::verdict::accepts(2) && !spnn::train::verdict::accepts(3));
    static_assert(!spnn::train::prediction_rows::accepts(0) &&
                  !spnn::train::prediction_rows::accepts(std::uint64_t{1} << 32));
    auto plan = small_request(2).plan;
    auto [near, far] = plain_link(the_server, the_holder(1));
    session hearing{plan, the_holder(1), no_links()};
    hearing.links.connect(the_server, std::move(far));
    net::channel<any_transport> server(std::move(near), "holder_2");
    auto word = spnn::make_matrix<std::uint64_t>(1, 1);
    word.data()[0] = ~std::uint64_t{0};
    server.send<spnn::train::prediction_rows>(7, word);
    const auto said = error_of<spnn::protocol_error>(
        [&] { split::detail::relay<spnn::train::prediction_rows, split::masked<>>(hearing, 7); });
    CHECK(contains(said, "server: number of rows to predict is 18446744073709551615, which is not allowed"));
}

}  // namespace
