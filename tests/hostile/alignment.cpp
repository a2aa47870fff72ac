// Each party of an alignment in turn does not follow the protocol: the leader, a member, one of those in order.

#include <spnn/align/in_order.hpp>
#include <spnn/align/intersect.hpp>

#include <hostile/support/matrix.hpp>

#include <doctest/doctest.h>

namespace {

using namespace hostile_tests;
namespace align = spnn::align;
using group = align::group<transport>;
using channel = net::channel<transport>;
using ids = std::vector<std::string>;

std::string name_of_party(std::size_t number) { return spnn::text("party_", number); }

using procedure = align::alignment (*)(const ids&, const group&);

align::align_options options() { return {.session = "a test", .threads = 1, .on_progress = {}}; }
align::alignment intersect(const ids& own, const group& g) { return align::intersect(std::span(own), g, options()); }
align::alignment in_order(const ids& own, const group& g) { return align::in_order(std::span(own), g, options()); }

scene alignment_of(std::size_t parties, procedure run) {
    return [=](stage& at, milliseconds timeout) {
        const auto ends = std::make_shared<std::map<std::pair<std::size_t, std::size_t>, channel>>();
        for (std::size_t a = 0; a < parties; ++a)
            for (std::size_t b = a + 1; b < parties; ++b) {
                auto [near, far] = at.link(name_of_party(a), name_of_party(b));
                ends->emplace(std::pair(a, b), channel(std::move(near), name_of_party(b), timeout));
                ends->emplace(std::pair(b, a), channel(std::move(far), name_of_party(a), timeout));
            }
        cast all;
        for (std::size_t self = 0; self < parties; ++self)
            all.emplace_back(name_of_party(self), [=] {
                std::map<std::size_t, channel> own;
                group g{self, std::vector<channel*>(parties)};
                for (std::size_t p = 0; p < parties; ++p)
                    if (p != self) g.channels[p] = &own.emplace(p, std::move(ends->at({self, p}))).first->second;
                static_cast<void>(run({"a", "b", "c", "d", "e"}, g));
            });
        return all;
    };
}

struct kind_of_alignment {
    const char* name;
    std::size_t parties;
    procedure run;
};

constexpr std::array kinds{kind_of_alignment{"intersection of two", 2, intersect},
                           kind_of_alignment{"intersection of three", 3, intersect},
                           kind_of_alignment{"three in order", 3, in_order}};

void check_all(std::size_t per_cell) {
    for (const auto& kind : kinds) {
        matrix_options trials;
        trials.name = kind.name;
        trials.per_cell = per_cell;
        for (std::size_t p = 0; p < kind.parties; ++p) trials.villains.push_back(name_of_party(p));
        check_matrix(alignment_of(kind.parties, kind.run), trials);
    }
}

TEST_CASE("hostile/alignment: a hostile party of an alignment harms nobody but the alignment") { check_all(4); }
TEST_CASE("hostile/alignment: many more deeds" * doctest::test_suite("slow")) { check_all(400); }

TEST_CASE("hostile/alignment: rows that are only announced cost nobody memory") {
    for (const auto& kind : kinds)
        for (const std::uint64_t rows :
             {std::uint64_t{1}, std::uint64_t{10'000'000}, std::uint64_t{10'000'001}, ~std::uint64_t{0}})
            for (std::size_t p = 0; p < kind.parties; ++p) {
                const auto announce = [rows](net::traced_message& m) {
                    std::memcpy(m.payload.data() + m.payload.size() - sizeof rows, &rows, sizeof rows);
                };
                const auto what = spnn::text(kind.name, ": ", name_of_party(p), " announces ", rows, " rows");
                const auto result = perform(alignment_of(kind.parties, kind.run),
                                            {name_of_party(p), "", {test::act::change, 0, what, announce}, true},
                                            milliseconds(300), what);
                CHECK_MESSAGE(fault_of(result, {name_of_party(p)}, {}).empty(), what, ": ",
                              fault_of(result, {name_of_party(p)}, {}));
            }
}

}  // namespace
