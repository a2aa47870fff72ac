// net/detail/asio_wait.hpp: an asynchronous operation waited for, up to a deadline.

#pragma once

#include <spnn/core/deadline.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

namespace spnn::inline SPNN_ABI::net::detail {

// start(handler) begins the operation; cancel() makes it end. At the deadline it is cancelled, and the result is
// timed_out.
template <class Start, class Cancel>
[[nodiscard]] boost::system::error_code wait_for(boost::asio::io_context& io, deadline until, Start start,
                                                 Cancel cancel) {
    boost::system::error_code result;
    bool done = false;
    start([&](const boost::system::error_code& e) {
        result = e;
        done = true;
    });
    io.restart();
    io.run_until(until.at());
    if (done) return result;
    cancel();
    io.restart();
    io.run();
    return done && !result ? result : boost::asio::error::timed_out;
}

}  // namespace spnn::inline SPNN_ABI::net::detail
