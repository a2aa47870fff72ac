// net/detail/asio_wait.hpp: an asynchronous operation waited for, up to a deadline.

#pragma once

#include <spnn/core/deadline.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <stop_token>

namespace SPNN_NAMESPACE::net::detail {

// start(handler) begins the operation; cancel() makes it end. At the deadline it is cancelled, and the result is
// timed_out; so it is when a stop is requested, and the result is operation_aborted.
template <class Start, class Cancel>
[[nodiscard]] boost::system::error_code wait_for(boost::asio::io_context& io, deadline until, Start start,
                                                 Cancel cancel, const std::stop_token& stop = {}) {
    boost::system::error_code result;
    bool done = false;
    start([&](const boost::system::error_code& e) {
        result = e;
        done = true;
    });
    io.restart();
    {
        const std::stop_callback wake(stop, [&io] { io.stop(); });
        io.run_until(until.at());
    }
    if (done) return result;
    cancel();
    io.restart();
    io.run();
    if (done && !result) return result;
    return stop.stop_requested() ? boost::asio::error::operation_aborted : boost::asio::error::timed_out;
}

}  // namespace SPNN_NAMESPACE::net::detail
