// support/kinds.hpp: that kinds of messages have numbers and names of their own, within the range of their room.

#pragma once

#include <spnn/net/message.hpp>

#include <doctest/doctest.h>

#include <set>

namespace test {

// The room has the numbers from `first` up to `end`.
template <spnn::net::Message... M>
void check_kinds(std::uint16_t first, std::uint16_t end) {
    const std::set<std::uint16_t> ids{M::id...};
    const std::set<std::string_view> names{M::name...};
    CHECK(ids.size() == sizeof...(M));
    CHECK(names.size() == sizeof...(M));
    CHECK(*ids.begin() >= first);
    CHECK(*ids.rbegin() < end);
}

}  // namespace test
