// align/cost.hpp: what a party sends in a private set intersection, from the numbers of rows alone: so this is all that
// who counts bytes on a link learns.

#pragma once

#include <spnn/align/intersect.hpp>
#include <spnn/net/cost.hpp>

namespace SPNN_NAMESPACE::align {

namespace detail {

[[nodiscard]] inline net::wire_cost greeting_cost(std::string_view session) {
    return net::message_cost<greeting_message>(1, store(greeting{std::string(procedure), std::string(session)}).size());
}

[[nodiscard]] inline net::wire_cost at_work_cost(std::size_t times) { return net::message_cost<at_work>(0, 1) * times; }

// leader -> one member
[[nodiscard]] inline net::wire_cost leader_cost(std::size_t asked, std::size_t common) {
    return chunks_cost<blinded_points>(asked, element_bytes) + net::message_cost<common_count>(1, 1) +
           chunks_cost<common_tags>(common, 1);
}

// member -> leader
[[nodiscard]] inline net::wire_cost member_cost(std::size_t asked, std::size_t rows, std::size_t parties) {
    const auto evaluated = chunks_cost<evaluated_points>(asked, element_bytes);
    if (parties == 2) return evaluated + chunks_cost<sorted_tags>(rows, 1);
    return evaluated + net::message_cost<store_seed>(1, sizeof(okvs::seed_bytes)) +
           chunks_cost<store_table>(okvs::columns_for(rows), 1);
}

}  // namespace detail

// What party `from` sends party `to` when the parties have `sizes` rows, `common` of them common.
[[nodiscard]] inline net::wire_cost intersect_cost(std::size_t from, std::size_t to, std::span<const std::size_t> sizes,
                                                   std::size_t common, std::string_view session) {
    require<usage_error>(from != to && from < sizes.size() && to < sizes.size(), "intersect_cost: from party ", from,
                         " to party ", to, " of ", sizes.size());
    const auto greeting = detail::greeting_cost(session);
    const auto asked = sizes[detail::leader];
    const detail::schedule work{sizes};
    if (from == detail::leader)
        return greeting + detail::leader_cost(asked, common) + detail::at_work_cost(work.of_leader());
    if (to == detail::leader)
        return greeting + detail::member_cost(asked, sizes[from], sizes.size()) +
               detail::at_work_cost(work.of_member(from));
    return greeting + net::message_cost<session::key_half>(1, 32);
}

}  // namespace SPNN_NAMESPACE::align
