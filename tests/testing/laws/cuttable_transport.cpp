#include <spnn/testing/laws/cuttable_transport.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

namespace {

// Tells nobody why it was cut.
class discreet_transport : public net::memory_transport {
public:
    explicit discreet_transport(net::memory_transport end) : net::memory_transport(std::move(end)) {}
    [[nodiscard]] net::link_cutter cutter() const {
        return [cut = net::memory_transport::cutter()](const std::string&) { cut("for a reason"); };
    }
};

}  // namespace

TEST_CASE("testing/laws/cuttable_transport: a right transport passes") {
    laws::cuttable_transport(net::make_memory_pair, "memory transport");
}

TEST_CASE("testing/laws/cuttable_transport: a cut that hides its reason is caught" * doctest::should_fail()) {
    laws::cuttable_transport(
        [](std::size_t queue_bytes) {
            auto ends = net::make_memory_pair(queue_bytes);
            return std::pair(discreet_transport(std::move(ends.first)), discreet_transport(std::move(ends.second)));
        },
        "memory transport");
}
