#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

namespace {

enum class transport_fault { none, swaps_bytes, gives_up_early, keeps_what_is_there };

// The in-memory transport with one fault in what it receives.
template <transport_fault F>
class odd_transport {
public:
    static auto make_pair() {
        auto ends = net::make_memory_pair();
        return std::pair(odd_transport(std::move(ends.first)), odd_transport(std::move(ends.second)));
    }

    void send(std::span<const std::byte> data, spnn::deadline until) { inner_.send(data, until); }
    void flush(spnn::deadline until) { inner_.flush(until); }
    void receive(std::span<std::byte> data, spnn::deadline until) {
        if (F == transport_fault::gives_up_early && until.left() < std::chrono::seconds(1)) until = past();
        spnn::require<spnn::transport_error>(F != transport_fault::keeps_what_is_there || !until.passed(),
                                             "odd: too late");
        inner_.receive(data, until);
        if (F == transport_fault::swaps_bytes && data.size() > 1) std::swap(data[0], data[1]);
    }

private:
    explicit odd_transport(net::memory_transport inner) : inner_(std::move(inner)) {}
    static spnn::deadline past() { return spnn::deadline(spnn::deadline::clock::now() - std::chrono::seconds(1)); }

    net::memory_transport inner_;
};

}  // namespace

TEST_CASE("testing/laws/transport: a right transport passes") {
    laws::transport(odd_transport<transport_fault::none>::make_pair);
}

TEST_CASE("testing/laws/transport: bytes out of their order are caught" * doctest::should_fail()) {
    laws::transport(odd_transport<transport_fault::swaps_bytes>::make_pair);
}

TEST_CASE("testing/laws/transport: an end that gives up before its deadline is caught" * doctest::should_fail()) {
    laws::transport(odd_transport<transport_fault::gives_up_early>::make_pair);
}

TEST_CASE("testing/laws/transport: bytes that have come and are not given out are caught" * doctest::should_fail()) {
    laws::transport(odd_transport<transport_fault::keeps_what_is_there>::make_pair);
}

TEST_CASE("testing/laws/transport: a queue beyond its bound is caught" * doctest::should_fail()) {
    laws::transport([] { return net::make_memory_pair(std::size_t{40} << 20); }, std::size_t{30} << 20);
}
