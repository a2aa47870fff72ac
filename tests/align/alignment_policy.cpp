#include <spnn/align/alignment_policy.hpp>

#include <spnn/align/in_order.hpp>
#include <spnn/net/transport/memory.hpp>

#include <support/errors.hpp>
#include <support/scratch.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

namespace {

namespace align = spnn::align;
namespace net = spnn::net;

using spnn::data_error;
using test::contains;
using test::error_of;

TEST_CASE("align/alignment_policy: every rule arrives in the options; without rules they are the library's own") {
    const test::scratch here;
    align::alignment_policy rules;
    rules.max_rows = 500;
    rules.min_common_rows = 20;
    rules.max_size_ratio = 4;
    rules.within = std::chrono::seconds(7);
    const auto with = align::options_under(rules, "loans", "holder_1", here.folder / "queried_ids");
    CHECK(with.session == "loans");
    CHECK(with.max_rows == 500);
    CHECK(with.min_common_rows == 20);
    CHECK(with.max_size_ratio == 4);
    CHECK(with.within == std::chrono::seconds(7));
    const auto plain = align::options_under({}, "loans", "holder_1", here.folder / "queried_ids");
    const align::align_options own;
    CHECK(plain.max_rows == own.max_rows);
    CHECK(plain.min_common_rows == own.min_common_rows);
    CHECK(plain.max_size_ratio == own.max_size_ratio);
    CHECK(plain.within == own.within);
    plain.on_sizes(std::vector<align::brought_rows>{{"holder_2", 9, 9}});
    CHECK(test::fs::is_empty(here.folder));  // no budget, no file
}

TEST_CASE("align/alignment_policy: sizes are logged before the budget refuses them, and charged over alignments") {
    const test::scratch here;
    align::alignment_policy rules;
    rules.max_queried_ids = 10;
    std::vector<std::string> logged;
    const auto with = align::options_under(rules, "loans", "holder_1", here.folder / "queried_ids",
                                           [&](std::span<const align::brought_rows> all) {
                                               for (const auto& one : all) logged.push_back(one.peer);
                                           });
    const std::vector<align::brought_rows> asking{{"holder_2", 7, 7}};
    with.on_sizes(asking);
    CHECK(contains(error_of<data_error>([&] { with.on_sizes(asking); }), "holder_2 asks for 7 ids"));
    CHECK(logged.size() == 2);
    CHECK(align::query_budget(here.folder / "queried_ids", "holder_1", 10).asked("holder_2") == 7);
}

TEST_CASE("align/alignment_policy: an alignment beyond the budget ends before anything is answered") {
    const test::scratch here;
    using channel = net::channel<net::memory_transport>;
    align::alignment_policy rules;
    rules.max_queried_ids = 2;  // rows that are in order already are one question
    const std::vector<std::string> ids{"a", "b", "c"};
    for (int run = 0; run < 3; ++run) {
        auto ends = net::make_memory_pair();
        std::optional<channel> here_to(std::in_place, std::move(ends.first), "holder_2");
        channel there(std::move(ends.second), "holder_1");
        std::string own, other;
        test::together({[&] {
                            own = error_of<data_error>([&] {
                                const align::group<net::memory_transport> peers{0, {nullptr, &*here_to}};
                                static_cast<void>(align::in_order(
                                    std::span<const std::string>(ids), peers,
                                    align::options_under(rules, "loans", "holder_1", here.folder / "queried_ids")));
                            });
                            if (!own.empty()) here_to.reset();  // as a program does that ends
                        },
                        [&] {
                            other = error_of<spnn::transport_error>([&] {
                                const align::group<net::memory_transport> peers{1, {&there, nullptr}};
                                align::align_options plain;
                                plain.session = "loans";
                                static_cast<void>(align::in_order(std::span<const std::string>(ids), peers, plain));
                            });
                        }});
        CHECK(own.empty() == (run < 2));
        CHECK(other.empty() == (run < 2));
        if (run == 2) CHECK(contains(own, "holder_2 asks for 1 ids of this party and has 0 left of 2"));
    }
}

TEST_CASE("align/alignment_policy: rules that cannot be are a data_error that names them") {
    const auto refused = [](const auto& change) {
        align::alignment_policy rules;
        change(rules);
        return error_of<data_error>([&] { align::require_possible(rules); });
    };
    CHECK(refused([](auto&) {}) == "");
    CHECK(contains(refused([](auto& r) { r.max_rows = 0; }), "max_rows: expected 1 to 4294967295"));
    CHECK(contains(refused([](auto& r) { r.max_rows = std::size_t{1} << 32; }), "max_rows: expected"));
    CHECK(contains(refused([](auto& r) { r.min_common_rows = 0; }), "min_common_rows: expected 1 to max_rows"));
    CHECK(contains(refused([](auto& r) { r.min_common_rows = r.max_rows + 1; }), "min_common_rows: expected"));
    for (const double ratio : {-1.0, 0.9, 1e13, std::nan("")})
        CHECK(contains(refused([&](auto& r) { r.max_size_ratio = ratio; }), "max_size_ratio: expected 0 or 1"));
    CHECK(contains(refused([](auto& r) { r.within = std::chrono::milliseconds(0); }), "within: expected"));
}

}  // namespace
