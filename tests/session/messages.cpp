#include <spnn/session/messages.hpp>

#include <support/kinds.hpp>

namespace {

namespace session = spnn::session;
namespace first_kind = spnn::net::first_kind;

TEST_CASE("session/messages: every kind of message has a number and a name of its own") {
    test::check_kinds<session::hello, session::key_half, session::run_nonces, session::agreement>(first_kind::session,
                                                                                                  first_kind::split);
}

}  // namespace
