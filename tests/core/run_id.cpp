#include <spnn/core/run_id.hpp>

#include <doctest/doctest.h>

namespace {

using spnn::run_id;

TEST_CASE("core/run_id: its name is all of it, in hexadecimal digits") {
    CHECK(run_id{}.name() == std::string(32, '0'));
    run_id id;
    id.raw.front() = std::byte{0xa5};
    id.raw.back() = std::byte{0x1f};
    CHECK(id.name() == "a5" + std::string(28, '0') + "1f");
    CHECK(id != run_id{});
    CHECK(id == run_id{id});
}

}  // namespace
