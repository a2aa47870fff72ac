// The kinds of messages of an alignment.

#include <spnn/align/in_order.hpp>
#include <spnn/align/intersect.hpp>

#include <support/kinds.hpp>

namespace {

namespace detail = spnn::align::detail;
namespace first_kind = spnn::net::first_kind;

TEST_CASE("align: every kind of message has a number and a name of its own") {
    test::check_kinds<detail::greeting_message, detail::at_work, detail::order_nonce_message,
                      detail::order_digest_message, detail::blinded_points, detail::evaluated_points,
                      detail::sorted_tags, detail::store_seed, detail::store_table, detail::common_count,
                      detail::common_tags>(first_kind::align, first_kind::coordinate);
}

}  // namespace
