// support/together.hpp: several parties at once, by the tests' short name.

#pragma once

#include <spnn/testing/together.hpp>

namespace test {

using namespace spnn::testing;

}  // namespace test
