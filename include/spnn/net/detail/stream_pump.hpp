// net/detail/stream_pump.hpp: the thread that serves a socket, plain or TLS, between its two queues.
//
// One thread for each link runs everything that touches the stream, so a TLS stream needs no lock. It reads straight
// into the free part of the inbox and writes straight from the outbox; a full inbox stops the reading, and so,
// through the socket, the peer.
//
// The end: when the owner closes, what it has sent goes out, then the sending side of the socket is shut, and
// what still comes is dropped until the peer has closed too (a socket closed with unread bytes would reset the
// connection and take from the peer what it has not read yet). This lasts no longer than `linger` without progress.
// Whatever the thread throws breaks the connection, and both queues end with the reason.

#pragma once

#include <spnn/net/detail/serving_thread.hpp>
#include <spnn/net/piped.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <thread>

namespace SPNN_NAMESPACE::net::detail {

namespace asio = boost::asio;
using boost::system::error_code;

// Why a stream has ended, as a clause. TLS says most of it in its alerts.
[[nodiscard]] inline std::string reason_of(const error_code& failed) {
    const std::string_view category = failed.category().name();
    const auto message = failed.message();
    if (failed == asio::error::eof || failed == asio::error::connection_reset || failed == asio::error::broken_pipe ||
        category == "asio.ssl.stream")
        return "the other end is closed";
    if (category == "asio.ssl" && message.find("alert") != std::string::npos)
        return text(refused_words, " (", message, "): see its log, and check this party's ",
                    "certificate, its authority and its dates");
    return text("the connection broke: ", message);
}

template <class Stream>
class stream_pump {
public:
    stream_pump(std::unique_ptr<asio::io_context> io, Stream stream, shared_pipe out, shared_pipe in)
        : io_(std::move(io)), stream_(std::move(stream)), lingering_(*io_), out_(std::move(out)), in_(std::move(in)) {
        out_->when_readable([this] { asio::post(*io_, [this] { write(); }); });
        in_->when_writable([this] { asio::post(*io_, [this] { read(); }); });
        asio::post(*io_, [this] { write(), read(); });
        io_->restart();  // it has been used for connecting
        thread_ = serving_thread(out_->owner(), [this] { run(); });
    }
    stream_pump(const stream_pump&) = delete;
    stream_pump& operator=(const stream_pump&) = delete;
    // The owner's side of the queues is closed by then.
    ~stream_pump() {
        asio::post(*io_, [this] { linger(); });
        thread_.join();
        out_->when_readable({});
        in_->when_writable({});
        wipe(dropped_.data(), dropped_.size());
    }

private:
    static constexpr auto linger_time = std::chrono::seconds(5);
    static constexpr std::size_t piece = 256 * 1024;

    void run() {
        for (;;) {
            try {
                io_->run();
                return;
            } catch (...) {
                fail();
            }
        }
    }

    void write() {
        if (writing_ || closed_) return;
        if (out_->is_cut()) return close();
        const auto data = out_->readable();
        if (data.empty()) {
            if (out_->exhausted()) end_sending();
            return;
        }
        writing_ = true;
        asio::async_write(stream_, asio::buffer(data.data(), std::min(data.size(), piece)),
                          [this](const error_code& failed, std::size_t count) {
                              writing_ = false;
                              if (failed) return close(reason_of(failed));
                              out_->take(count);
                              if (leaving_) linger();
                              write();
                          });
    }

    void read() {
        if (reading_ || closed_) return;
        if (in_->is_cut()) return close();
        const auto room = in_->reader_has_ended() ? std::span<std::byte>(dropped_) : in_->writable();
        if (room.empty()) return;
        reading_ = true;
        stream_.async_read_some(
            asio::buffer(room.data(), room.size()),
            [this, kept = room.data() != dropped_.data()](const error_code& failed, std::size_t count) {
                reading_ = false;
                if (kept) in_->filled(count);
                if (failed) return close(reason_of(failed));
                read();
            });
    }

    void end_sending() {
        error_code ignored;
        stream_.lowest_layer().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }

    void linger() {
        leaving_ = true;
        if (closed_) return;
        lingering_.expires_after(linger_time);
        lingering_.async_wait([this](const error_code& renewed) {
            if (!renewed) close("the other end does not close");
        });
    }

    // Ends with a reason; or without, when the owner has cut the link: the cutter gives its own to both queues.
    void close(const std::string& reason = {}) {
        if (closed_) return;
        end_stream();
        if (reason.empty()) return;
        out_->end_reading(reason);  // first: who reads the reason finds sending refused too
        in_->end_writing(reason);
    }

    void end_stream() {
        closed_ = true;
        error_code ignored;
        stream_.lowest_layer().close(ignored);
        busy_.reset();
        lingering_.cancel();
    }

    // After an exception, with what it says.
    void fail() noexcept {
        try {
            close(text("the connection broke: ", reason_in_hand()));
        } catch (...) {  // no memory for the reason, and the owner's deadlines have to do
            if (!closed_) end_stream();
        }
    }

    std::unique_ptr<asio::io_context> io_;
    asio::executor_work_guard<asio::io_context::executor_type> busy_{io_->get_executor()};
    Stream stream_;
    asio::steady_timer lingering_;
    shared_pipe out_, in_;
    std::array<std::byte, 64 * 1024> dropped_;
    bool writing_ = false, reading_ = false, leaving_ = false, closed_ = false;  // of the pump's thread
    std::thread thread_;
};

// A transport over a connected stream.
template <class Stream>
class stream_transport {
public:
    // `inbox_limit`: how much of what the peer sends is taken in before read_ahead().
    stream_transport(std::unique_ptr<asio::io_context> io, Stream stream, const std::string& name,
                     std::size_t queue_bytes, std::size_t inbox_limit = byte_pipe::no_limit)
        : stream_transport(std::move(io), std::move(stream), std::make_shared<byte_pipe>(queue_bytes, name),
                           std::make_shared<byte_pipe>(queue_bytes, name, inbox_limit)) {}
    stream_transport(stream_transport&&) noexcept = default;
    stream_transport& operator=(stream_transport&& other) noexcept {
        auto next = std::move(other);  // what was here ends as it goes
        std::swap(pump_, next.pump_);
        std::swap(end_, next.end_);
        return *this;
    }
    ~stream_transport() = default;

    void send(std::span<const std::byte> data, deadline until) { end_.send(data, until); }
    void receive(std::span<std::byte> data, deadline until) { end_.receive(data, until); }
    void flush(deadline until) { end_.flush(until); }
    [[nodiscard]] link_cutter cutter() const { return end_.cutter(); }
    void read_ahead() { end_.read_ahead(); }
    [[nodiscard]] presence peer() const { return end_.peer(); }

private:
    stream_transport(std::unique_ptr<asio::io_context> io, Stream stream, shared_pipe out, shared_pipe in)
        : pump_(std::make_unique<stream_pump<Stream>>(std::move(io), std::move(stream), out, in)),
          end_(std::move(out), std::move(in)) {}

    std::unique_ptr<stream_pump<Stream>> pump_;
    piped_end end_;  // goes first
};

}  // namespace SPNN_NAMESPACE::net::detail
