#include <spnn/net/detail/serving_thread.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

namespace {

namespace detail = spnn::net::detail;

TEST_CASE("net/detail/serving_thread: runs its body, and says so when there is none") {
    bool ran = false;
    detail::serving_thread("test", [&] { ran = true; }).join();
    CHECK(ran);
    struct unmovable_body {
        unmovable_body() = default;
        unmovable_body(const unmovable_body&) { throw std::runtime_error("no thread"); }
        void operator()() const {}
    };
    CHECK_THROWS_WITH_AS(static_cast<void>(detail::serving_thread("test", unmovable_body())),
                         "test: no thread for a link could be started: no thread", spnn::transport_error);
}

}  // namespace
