#include <spnn/testing/laws/first_layer.hpp>

#include <spnn/split/first_layer/in_the_clear.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
namespace split = spnn::split;

namespace {

using in_the_clear = split::in_the_clear<>;

// The server's sum is off by the least there is.
struct off_by_one : in_the_clear {
    template <net::Transport T>
    struct server_part : in_the_clear::server_part<T> {
        using in_the_clear::server_part<T>::server_part;
        void receive(spnn::step_id at, std::size_t m, spnn::matrix<std::uint64_t>& sum) {
            in_the_clear::server_part<T>::receive(at, m, sum);
            ++sum.data()[0];
        }
    };
};

// Says that it sends less than it does.
struct understated : in_the_clear {
    template <class Wire>
    static void product_messages(const split::plan& p, std::size_t m, std::size_t h, Wire& wire) {
        in_the_clear::product_messages(p, m - 1, h, wire);
    }
};

}  // namespace

TEST_CASE("testing/laws/first_layer: a right first layer passes") {
    laws::first_layer<in_the_clear>(laws::small_first_layer(2));
}

TEST_CASE("testing/laws/first_layer: a sum that is off by one is caught" * doctest::should_fail()) {
    laws::first_layer<off_by_one>(laws::small_first_layer(2));
}

TEST_CASE("testing/laws/first_layer: messages below what is sent are caught" * doctest::should_fail()) {
    laws::first_layer<understated>(laws::small_first_layer(2));
}
