// Plans that some parties have agreed on to harm the others: sizes that no machine can hold.

#include <hostile/support/matrix.hpp>
#include <hostile/support/runs.hpp>

#include <doctest/doctest.h>

namespace {

using namespace hostile_tests;

constexpr milliseconds wait{150};
constexpr auto most = ~std::size_t{0};

struct size {
    const char* name;
    void (*set)(split::plan&);
    bool all_rows = false;  // whoever brings rows is in it
};

const std::vector<size> sizes{
    {"2^32 columns", [](auto& p) { p.columns[0] = std::size_t{1} << 32; }},
    {"2^40 columns", [](auto& p) { p.columns[0] = std::size_t{1} << 40; }},
    {"2^63 columns", [](auto& p) { p.columns[0] = std::size_t{1} << 63; }},
    {"2^64 - 20 columns", [](auto& p) { p.columns[0] = most - 19; }},
    {"2^64 - 20 columns, opened batch by batch",
     [](auto& p) { p.columns[0] = most - 19, p.keep_masked_features = false; }},
    {"2^32 - 1 rows", [](auto& p) { p.train_rows = 0xffffffff; }, true},
    {"2^32 - 1 rows at once", [](auto& p) { p.train_rows = p.batch = 0xffffffff; }, true},
    {"2^32 - 1 rows to evaluate", [](auto& p) { p.evaluate_rows = 0xffffffff; }, true},
    {"2^32 - 1 rows to evaluate at once", [](auto& p) { p.evaluate_rows = p.batch = 0xffffffff; }, true},
};

TEST_CASE("hostile/plans: sizes that the first holder, or all that bring rows, have agreed on") {
    for (auto p : protocols()) {
        const auto sound = p.request.plan;
        for (const auto& s : sizes) {
            p.request.plan = sound;
            s.set(p.request.plan);
            std::set<std::string> villains{"holder_1"};
            if (s.all_rows) villains = {"holder_1", "holder_2", "holder_3", "labeler"};
            const auto what = spnn::text(p.name, ", ", s.name);
            // It says nothing wrong: its plan is what it is.
            const auto fault =
                fault_of(perform(run_of(p), {"holder_1", "", {}, true}, wait, what), villains, {"", wait * 40 + slack});
            if (!fault.empty()) FAIL_CHECK(what, ": ", fault);
        }
    }
}

TEST_CASE("hostile/plans: batches of any size, and as many rows to predict as a message can ask for") {
    for (auto p : protocols()) {
        p.request.plan.batch = 0xffffffff;
        for (const std::uint64_t rows : {std::uint64_t{1} << 26, (std::uint64_t{1} << 32) - 1}) {
            const auto ask = [rows](net::traced_message& m) {
                if (m.header.kind == spnn::train::prediction_rows::id)
                    std::memcpy(m.payload.data(), &rows, sizeof rows);
            };
            for (const auto& who : {p.request.plan.label_owner().name(), std::string("server")}) {
                const auto what = spnn::text(p.name, ": ", who, " asks for ", rows, " rows to predict");
                const auto result = perform(run_of(p), {who, "", {test::act::lie, 0, what, ask}, true}, wait, what);
                const auto fault = fault_of(result, {who}, {"", wait * 40 + slack});
                if (!fault.empty()) FAIL_CHECK(what, ": ", fault);
            }
        }
    }
}

}  // namespace
