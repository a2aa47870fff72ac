#include <spnn/session/session.hpp>

#include <spnn/net/decorator/traced.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

using namespace test;
using spnn::protocol_error;
using link = split::party_session<any_transport>;
using masked = split::masked<>;

split::plan a_plan() { return small_request(2).plan; }

template <class Net, class First>
void greet(link& s) {
    spnn::session::greet(s, split::fields_of<First>(s.plan, split::outline_of<Net>()));
}

// Two parties that hold the two ends of one link.
struct pair_of_sessions {
    pair_of_sessions(const split::plan& of_one, const split::plan& of_other, party one_is = the_holder(0),
                     party other_is = the_holder(1), const link_factory& make_link = plain_link)
        : one{of_one, one_is, no_links()}, other{of_other, other_is, no_links()} {
        auto ends = make_link(one_is, other_is);
        one.links.connect(other_is, std::move(ends.first));
        other.links.connect(one_is, std::move(ends.second));
    }
    link one, other;
};

// What the first of the two says when both greet.
template <class Net = small_net, class First = masked>
std::string greeting_error(const split::plan& of_one, const split::plan& of_other) {
    pair_of_sessions both(of_one, of_other);
    std::array<std::string, 2> errors;
    together({[&] { errors[0] = error_of<protocol_error>([&] { greet<small_net, masked>(both.one); }); },
              [&] { errors[1] = error_of<protocol_error>([&] { greet<Net, First>(both.other); }); }});
    CHECK(errors[0].empty() == errors[1].empty());  // both sides notice
    return errors[0];
}

TEST_CASE("session/session: equal plans greet, and the link enters a session of its own") {
    pair_of_sessions both(a_plan(), a_plan()), again(a_plan(), a_plan());
    for (auto* pair : {&both, &again})
        together({[&] { greet<small_net, masked>(pair->one); }, [&] { greet<small_net, masked>(pair->other); }});
    const auto number = both.one.to(the_holder(1)).session();
    CHECK(number == both.other.to(the_holder(0)).session());
    CHECK(number != 0);
    CHECK(number != again.one.to(the_holder(1)).session());
    // Messages of the session pass in both directions.
    both.one.to(the_holder(1)).send_bytes<spnn::session::key_half>(1, spnn::bytes(3));
    CHECK(both.other.to(the_holder(0)).receive_bytes<spnn::session::key_half>(1, 3).size() == 3);
    both.other.to(the_holder(0)).send_bytes<spnn::session::key_half>(1, spnn::bytes(4));
    CHECK(both.one.to(the_holder(1)).receive_bytes<spnn::session::key_half>(1, 4).size() == 4);
}

TEST_CASE("session/session: a message of another session is refused") {
    wiretap tap;
    pair_of_sessions both(a_plan(), a_plan(), the_holder(0), the_holder(1), tap.factory());
    pair_of_sessions again(a_plan(), a_plan());
    for (auto* pair : {&both, &again})
        together({[&] { greet<small_net, masked>(pair->one); }, [&] { greet<small_net, masked>(pair->other); }});
    both.one.to(the_holder(1)).send_bytes<spnn::session::key_half>(1, spnn::bytes(3));
    const auto sent = tap.messages(the_holder(0), the_holder(1)).back();
    CHECK(sent.header.session == both.one.to(the_holder(1)).session());
    CHECK(sent.header.session != again.one.to(the_holder(1)).session());
}

TEST_CASE("session/session: a difference in any field of the plan is refused, naming the field and both values") {
    struct difference {
        const char* field;
        std::function<void(split::plan&)> change;
        const char *here, *there;
    };
    const std::vector<difference> differences{
        {"fraction_bits", [](auto& p) { p.fraction_bits = 11; }, "20", "11"},
        {"range_bits", [](auto& p) { p.range_bits = 5; }, "12", "5"},
        {"columns", [](auto& p) { p.columns = {2, 4}; }, "2,3", "2,4"},
        {"columns", [](auto& p) { p.columns = {2, 3, 1}; }, "2,3", "2,3,1"},
        {"label_owner", [](auto& p) { p.label_holder = 1; }, "holder_1", "holder_2"},
        {"label_owner", [](auto& p) { p.label_holder.reset(); }, "holder_1", "labeler"},
        {"train_rows", [](auto& p) { p.train_rows = 24; }, "23", "24"},
        {"evaluate_rows", [](auto& p) { p.evaluate_rows = 0; }, "9", "0"},
        {"epochs", [](auto& p) { p.epochs = 3; }, "2", "3"},
        {"first_epoch", [](auto& p) { p.first_epoch = 1; }, "0", "1"},
        {"batch", [](auto& p) { p.batch = 9; }, "8", "9"},
        {"batch_seed", [](auto& p) { p.batch_seed = 2; }, "1", "2"},
        {"momentum", [](auto& p) { p.rule.optimizer = nn::sgd{.momentum = 0.25}; }, "0.5", "0.25"},
        {"nesterov", [](auto& p) { p.rule.optimizer = nn::sgd{.momentum = 0.5, .nesterov = true}; }, "false", "true"},
        {"optimizer", [](auto& p) { p.rule.optimizer = nn::adam{}; }, "sgd", "adam"},
        {"optimizer", [](auto& p) { p.rule.optimizer = nn::sgld{}; }, "sgd", "sgld"},
        {"learning_rate", [](auto& p) { p.rule.rate = 0.25; }, "0.2", "0.25"},
        {"learning_rate", [](auto& p) { p.rule.rate = 0.2 + 1e-12; }, "0.2", "0.2"},
        {"schedule", [](auto& p) { p.rule.rate = nn::schedule::step_decay(0.2, 0.5, 3); }, "constant", "step_decay"},
        {"l2", [](auto& p) { p.rule.l2 = 0.125; }, "0", "0.125"},
        {"clip_norm", [](auto& p) { p.rule.clip_norm = 3; }, "0", "3"},
        {"weight_decay", [](auto& p) { p.rule.weight_decay = 0.25; }, "0", "0.25"},
        {"keep_masked_features", [](auto& p) { p.keep_masked_features = false; }, "true", "false"},
        {"round_products", [](auto& p) { p.round_products = false; }, "true", "false"},
        {"security_bits", [](auto& p) { p.security_bits = 112; }, "128", "112"},
    };
    for (const auto& d : differences) {
        CAPTURE(d.field);
        auto other = a_plan();
        d.change(other);
        const auto text = greeting_error(a_plan(), other);
        CHECK(contains(text, spnn::text("plan differs from holder_2's: ", d.field, " is ")));
        CHECK(contains(text.substr(0, text.find(" here and ")), d.here));
        CHECK(contains(text.substr(std::min(text.size(), text.find(" here and "))), d.there));
    }
}

TEST_CASE("session/session: another network, protocol or ring is refused, naming it") {
    using deeper = split::network<nn::sequential<nn::sigmoid<4>, nn::dense<4, 3>, nn::sigmoid<3>>, nn::dense<3, 1>,
                                  nn::binary_cross_entropy>;
    CHECK(contains(greeting_error<deeper>(a_plan(), a_plan()), "plan differs from holder_2's: network is "));
    CHECK(contains(greeting_error<small_net, split::in_the_clear<>>(a_plan(), a_plan()),
                   "protocol is masked here and in_the_clear there"));
    CHECK(contains(greeting_error<small_net, split::masked<spnn::mersenne61>>(a_plan(), a_plan()),
                   "ring is z2k<64> here and mersenne61 there"));
}

TEST_CASE("session/session: every field of the plan's texts can differ, and is compared") {
    const auto fields = split::fields_of<masked>(a_plan(), split::outline_of<small_net>());
    std::set<std::string> names;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        CHECK(names.insert(fields[i].first).second);
        spnn::session::detail::hello_content theirs{"holder_2", {}, fields};
        CHECK_NOTHROW(spnn::session::detail::compare(fields, theirs, "holder_2"));
        theirs.fields[i].second += "x";
        CHECK(contains(error_of<protocol_error>([&] { spnn::session::detail::compare(fields, theirs, "holder_2"); }),
                       fields[i].first));
        theirs.fields = fields;
        theirs.fields[i].first += "x";
        CHECK(contains(error_of<protocol_error>([&] { spnn::session::detail::compare(fields, theirs, "holder_2"); }),
                       "other fields"));
    }
    spnn::session::detail::hello_content longer{"holder_2", {}, fields}, shorter = longer;
    longer.fields.emplace_back("extra", "1");
    shorter.fields.pop_back();
    for (const auto& theirs : {longer, shorter})
        CHECK_THROWS_AS(spnn::session::detail::compare(fields, theirs, "holder_2"), protocol_error);
}

TEST_CASE("session/session: the wrong party behind a link is refused") {
    // holder_2's end was connected to holder_3 by mistake.
    auto plan = small_request(3).plan;
    auto ends = plain_link(the_holder(0), the_holder(1));
    link one{plan, the_holder(0), no_links()}, other{plan, the_holder(2), no_links()};
    one.links.connect(the_holder(1), std::move(ends.first));
    other.links.connect(the_holder(0), std::move(ends.second));
    std::string text;
    together({[&] { text = error_of<protocol_error>([&] { greet<small_net, masked>(one); }); },
              [&] { CHECK_NOTHROW((greet<small_net, masked>(other))); }});
    CHECK(text == "hello: the party behind the link to holder_2 says it is holder_3: check who is connected to whom");
}

// The first party's error when the bytes of a hello are these.
std::string error_of_hello(const spnn::bytes& raw) {
    pair_of_sessions both(a_plan(), a_plan());
    both.other.to(the_holder(0)).send_bytes<spnn::session::hello>(0, raw);
    return error_of<protocol_error>([&] { greet<small_net, masked>(both.one); });
}

spnn::bytes good_hello() {
    return spnn::session::detail::store(
        {"holder_2", {}, split::fields_of<masked>(a_plan(), split::outline_of<small_net>())});
}

TEST_CASE("session/session: a hello survives storing and loading") {
    const auto loaded = spnn::session::detail::load_hello(good_hello());
    CHECK(loaded.name == "holder_2");
    CHECK(loaded.fields == split::fields_of<masked>(a_plan(), split::outline_of<small_net>()));
    CHECK(error_of_hello(good_hello()).empty());
}

TEST_CASE("session/session: a hello cut short anywhere, with more behind it, or of garbage is refused") {
    const auto good = good_hello();
    for (std::size_t size = 0; size < good.size(); size += size < 64 ? 1 : 7) {
        const auto text = error_of_hello({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)});
        CHECK_MESSAGE(contains(text, "hello from holder_2: "), size);
    }
    auto longer = good;
    longer.push_back(std::byte{0});
    CHECK(contains(error_of_hello(longer), "bytes too many"));
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        spnn::bytes garbage(static_cast<std::size_t>(10 * seed));
        auto random = random_of(seed);
        random.fill(garbage);
        CHECK_FALSE(error_of_hello(garbage).empty());
    }
    // Announced lengths that nothing stands behind allocate nothing.
    auto huge = good;
    for (std::size_t i = 0; i < 4; ++i) huge[i] = std::byte{0xff};
    CHECK(contains(error_of_hello(huge), "at most 64 allowed"));
    CHECK(contains(error_of_hello(spnn::bytes(70'000)), "at most 65536 allowed"));
}

TEST_CASE("session/session: each byte of a hello matters") {
    const auto good = good_hello();
    // The nonce, 16 bytes behind the name, may be anything.
    const std::size_t nonce = 4 + std::string_view("holder_2").size();
    for (std::size_t at = 0; at < good.size(); ++at) {
        auto changed = good;
        changed[at] ^= std::byte{1};
        const bool in_nonce = at >= nonce && at < nonce + 16;
        CHECK_MESSAGE(error_of_hello(changed).empty() == in_nonce, at);
    }
}

}  // namespace
