// A party that does not follow the protocol towards the coordinator, and a coordinator that lies to the parties.

#include <hostile/support/coordinated.hpp>
#include <hostile/support/matrix.hpp>

#include <support/together.hpp>

#include <doctest/doctest.h>

namespace {

using namespace hostile_tests;

constexpr milliseconds wait{300};

matrix_options options_of(std::size_t per_cell, std::size_t at_once) {
    matrix_options options;
    options.name = "coordinated";
    options.per_cell = per_cell;
    options.at_once = at_once;
    options.timeout = wait;
    options.messages = 6;  // how many there are depends on time
    options.early = 3;     // the first ones: before all know the terms, the plan and the start
    return options;
}

void check_towards_the_coordinator(std::size_t per_cell, std::size_t at_once) {
    auto options = options_of(per_cell, at_once);
    options.name = "towards the coordinator";
    options.villains = coordinated_parties;
    options.is_meant = [](const lane& where) { return where.second == "coordinator"; };
    check_matrix(coordinated_run(), options);
}

void check_of_the_coordinator(std::size_t per_cell, std::size_t at_once) {
    auto options = options_of(per_cell, at_once);
    options.name = "a hostile coordinator";
    options.villains = {"coordinator"};
    check_matrix(coordinated_run(), options);
}

TEST_CASE("hostile/coordination: a hostile party towards the coordinator") { check_towards_the_coordinator(4, 8); }
TEST_CASE("hostile/coordination: a hostile coordinator") { check_of_the_coordinator(4, 8); }

TEST_CASE("hostile/coordination: towards the coordinator, many more, and all memory counts" *
          doctest::test_suite("slow")) {
    check_towards_the_coordinator(15, 1);
}
TEST_CASE("hostile/coordination: a hostile coordinator, many more, and all memory counts" *
          doctest::test_suite("slow")) {
    check_of_the_coordinator(15, 1);
}

// A coordinator that says something else than what is so.
struct lie {
    const char* name;
    void (*tell)(spnn::coordinate::instruction<spnn::split::proposal>&);
    bool is_noticed = false;  // by whoever is told, when it comes after the terms
};

constexpr auto most = ~std::size_t{0};

const std::vector<lie> lies{
    {"columns 0", [](auto& i) { i.proposal.plan.columns[0] = 0; }},
    {"columns 2^32", [](auto& i) { i.proposal.plan.columns[0] = std::size_t{1} << 32; }},
    {"columns 2^64 - 20", [](auto& i) { i.proposal.plan.columns[0] = most - 19; }},
    {"columns of the other 2^64 - 20", [](auto& i) { i.proposal.plan.columns[1] = most - 19; }},
    {"no holders", [](auto& i) { i.proposal.plan.columns.clear(), i.proposal.plan.label_holder.reset(); }},
    {"255 holders", [](auto& i) { i.proposal.plan.columns.resize(255, 1); }},
    {"labels apart", [](auto& i) { i.proposal.plan.label_holder.reset(); }, true},
    {"labels elsewhere", [](auto& i) { i.proposal.plan.label_holder = 0; }, true},
    {"no rows", [](auto& i) { i.proposal.plan.train_rows = 0; }},
    {"2^32 - 1 rows", [](auto& i) { i.proposal.plan.train_rows = 0xffffffff; }},
    {"2^64 - 1 rows", [](auto& i) { i.proposal.plan.train_rows = most; }},
    {"2^32 - 1 rows to evaluate", [](auto& i) { i.proposal.plan.evaluate_rows = 0xffffffff; }, true},
    {"2^64 - 1 rows to evaluate", [](auto& i) { i.proposal.plan.evaluate_rows = most; }, true},
    {"no epochs", [](auto& i) { i.proposal.plan.epochs = 0; }, true},
    {"10 epochs", [](auto& i) { i.proposal.plan.epochs = 10; }, true},
    {"11 epochs", [](auto& i) { i.proposal.plan.epochs = 11; }, true},
    {"2^64 - 1 epochs", [](auto& i) { i.proposal.plan.epochs = most; }, true},
    {"first epoch 1", [](auto& i) { i.proposal.plan.first_epoch = 1; }},
    {"first epoch 2^64 - 1", [](auto& i) { i.proposal.plan.first_epoch = most; }},
    {"batch 0", [](auto& i) { i.proposal.plan.batch = 0; }, true},
    {"batch 1", [](auto& i) { i.proposal.plan.batch = 1; }, true},
    {"batch 2^32 - 1", [](auto& i) { i.proposal.plan.batch = 0xffffffff; }, true},
    {"batch 2^64 - 1", [](auto& i) { i.proposal.plan.batch = most; }, true},
    {"another order", [](auto& i) { i.proposal.plan.batch_seed ^= 1; }, true},
    {"fraction bits least", [](auto& i) { i.proposal.plan.fraction_bits = std::numeric_limits<int>::min(); }, true},
    {"fraction bits most", [](auto& i) { i.proposal.plan.fraction_bits = std::numeric_limits<int>::max(); }, true},
    {"fraction bits 1", [](auto& i) { i.proposal.plan.fraction_bits = 1; }, true},
    {"fraction bits 62", [](auto& i) { i.proposal.plan.fraction_bits = 62; }, true},
    {"range bits least", [](auto& i) { i.proposal.plan.range_bits = std::numeric_limits<int>::min(); }, true},
    {"range bits most", [](auto& i) { i.proposal.plan.range_bits = std::numeric_limits<int>::max(); }, true},
    {"range bits 0", [](auto& i) { i.proposal.plan.range_bits = 0; }, true},
    {"masks anew", [](auto& i) { i.proposal.plan.keep_masked_features = false; }, true},
    {"security bits most", [](auto& i) { i.proposal.plan.security_bits = most; }, true},
    {"another level", [](auto& i) { i.proposal.plan.security_bits = 112; }, true},
    {"a rate of 1e308", [](auto& i) { i.proposal.plan.rule.rate.initial = 1e308; }, true},
    {"a momentum of -1e308", [](auto& i) { i.proposal.plan.rule.optimizer = spnn::nn::sgd{-1e308}; }, true},
    {"a period of 0", [](auto& i) { i.proposal.plan.rule.rate.period = 0; }},
    {"another schedule",
     [](auto& i) {
         i.proposal.plan.rule.rate = spnn::nn::schedule::cosine(0.1, 0.01, 50), i.proposal.plan.rule.rate.period = 0;
     },
     true},
    {"sgld", [](auto& i) { i.proposal.plan.rule.optimizer = spnn::nn::sgld{-1e308}; }, true},
    {"adam", [](auto& i) { i.proposal.plan.rule.optimizer = spnn::nn::adam{2, -3, -1}; }, true},
    {"another protocol", [](auto& i) { i.proposal.protocol = "masked"; }, true},
    {"nothing hidden", [](auto& i) { i.proposal.protocol = "in_the_clear"; }, true},
    {"another ring", [](auto& i) { i.proposal.ring = "z2k<32>"; }, true},
    {"another network", [](auto& i) { i.proposal.plan.network = std::string(256, 'x'); }, true},
    {"another split", [](auto& i) { i.proposal.test_fraction = -1e308; }, true},
    {"prediction alone", [](auto& i) { i.proposal.predict_only = true; }, true},
    {"gathering", [](auto& i) { i.at = spnn::coordinate::stage::gathering; }},
    {"aligning", [](auto& i) { i.at = spnn::coordinate::stage::aligning; }},
    {"planning", [](auto& i) { i.at = spnn::coordinate::stage::planning; }},
    {"running", [](auto& i) { i.at = spnn::coordinate::stage::running; }},
    {"finished", [](auto& i) { i.at = spnn::coordinate::stage::finished; }, true},
    {"failed", [](auto& i) { i.at = spnn::coordinate::stage::failed, i.verdict = std::string(2000, '\n'); }},
    {"a pause", [](auto& i) { i.pause = true; }},
};

void check_lie(const lie& l, const std::string& to, bool from_the_beginning, bool stays) {
    const auto tell = [&l, from_the_beginning](net::traced_message& m) {
        auto said = spnn::coordinate::load_instruction<split::proposal>(m.payload);
        if (!from_the_beginning && said.at < spnn::coordinate::stage::planning) return;
        l.tell(said);
        m.payload = spnn::coordinate::store(said);
        m.header.columns = static_cast<std::uint32_t>(m.payload.size());
        m.header.payload_bytes = m.payload.size();
    };
    const auto what = spnn::text(l.name, " to ", to.empty() ? "all" : to, from_the_beginning ? " at once" : " later");
    const auto result =
        perform(coordinated_run(), {"coordinator", to, {test::act::lie, 0, what, tell}, stays}, wait, what);
    const bool must_notice = l.is_noticed && !from_the_beginning;
    const auto notices = !must_notice ? "" : to.empty() ? "holder_1" : to;
    const auto fault = fault_of(result, {"coordinator"}, {notices, wait * 40 + slack, 5 << 20});
    if (!fault.empty()) FAIL_CHECK(what, ": ", fault);
}

void check_lies(const std::vector<std::string>& told) {
    std::vector<std::function<void()>> all;
    std::size_t number = 0;
    for (const auto& l : lies)
        for (const auto& to : told)
            for (const bool from_the_beginning : {true, false})
                all.emplace_back([&, from_the_beginning, stays = number++ % 4 == 0] {
                    check_lie(l, to, from_the_beginning, stays);
                });
    test::together(8, [&](std::size_t first) {
        for (std::size_t i = first; i < all.size(); i += 8) all[i]();
    });
}

TEST_CASE("hostile/coordination: a coordinator that lies to all") { check_lies({""}); }
TEST_CASE("hostile/coordination: a coordinator that lies to one" * doctest::test_suite("slow")) {
    check_lies(coordinated_parties);
}

}  // namespace
