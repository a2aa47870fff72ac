#include <spnn/coordinate/proposal.hpp>

#include <spnn/coordinate/coordinator.hpp>
#include <spnn/coordinate/membership.hpp>
#include <spnn/net/transport/memory.hpp>

#include <support/errors.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

namespace {

namespace coordinate = spnn::coordinate;
namespace net = spnn::net;
namespace record = spnn::record;
using namespace std::chrono_literals;

// Another wing than split: a client with rows, and a server without.
struct other_plan {
    std::size_t train_rows = 0, evaluate_rows = 0, epochs = 3, first_epoch = 0, batch = 4;
    std::uint64_t batch_seed = 1;
    spnn::train::update_rule rule{};
    int fraction_bits = 0, range_bits = -1;
    std::string terms{};

    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        spnn::train::for_each_term(p, f);
    }
};
void check(const other_plan& p) { spnn::train::check_terms(p); }

struct other_proposal {
    std::string network = "4-1";
    other_plan plan{};

    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        f("network", record::string{64}, p.network);
        other_plan::for_each_field(p.plan, f);
    }
    [[nodiscard]] std::vector<std::string> parties() const { return {"client", "server"}; }
    [[nodiscard]] std::string reporter() const { return "client"; }
    [[nodiscard]] bool runs_ahead(const std::string&) const { return false; }
    void settle(const coordinate::facts_by_party& facts) { plan.train_rows = facts.at("client").train_rows; }
    [[nodiscard]] bool states(const spnn::session::party& who, const coordinate::party_facts& facts) const {
        return who.name() == "server" || plan.train_rows == facts.train_rows;
    }
};
static_assert(coordinate::Proposal<other_proposal>);

// Takes no network but this.
struct other_policy {
    std::string network = "4-1";
};
void require_allowed(const other_policy& rules, const other_proposal& p) {
    spnn::require<spnn::usage_error>(p.network == rules.network, "policy: not ", p.network);
}

using seat = coordinate::membership<other_proposal, other_policy, net::memory_transport>;
using table = coordinate::coordinator<other_proposal, net::memory_transport>;

TEST_CASE("coordinate/proposal: a coordinator and parties bring any wing's run from its terms to its end") {
    std::map<std::string, std::pair<net::memory_transport, net::memory_transport>> ends;
    for (const auto* name : {"client", "server"}) ends.emplace(name, net::make_memory_pair(1 << 20));
    table at({}, {"client", "server"},
             [&](const std::string& name, spnn::deadline) { return std::move(ends.at(name).first); });
    const auto take_part = [&](const std::string& name, std::size_t rows) {
        seat own(std::move(ends.at(name).second), {name == "client" ? "client" : "server"}, {.interval = 5ms});
        CHECK(own.await_terms().network == "4-1");
        CHECK(own.await_plan({0, rows, 0}).plan.train_rows == 17);
        CHECK(own.await_start({}).plan.first_epoch == 0);
        if (name == "client") own.epoch_finished({0, {0.5, {}}});
        own.finish();
    };
    test::together({[&] { at.run(); }, [&] { take_part("client", 17); }, [&] { take_part("server", 0); }});
    REQUIRE(at.history().size() == 1);
    CHECK(at.history()[0].losses.train_loss == 0.5);
}

TEST_CASE("coordinate/proposal: as bytes and back; cut short it is none") {
    other_proposal p;
    p.network = "8-1";
    const auto raw = coordinate::store(p);
    CHECK(coordinate::load_proposal<other_proposal>(raw).network == "8-1");
    for (std::size_t size = 0; size < raw.size(); ++size)
        CHECK_THROWS_AS(static_cast<void>(coordinate::load_proposal<other_proposal>(std::span(raw).first(size))),
                        spnn::data_error);
}

}  // namespace
