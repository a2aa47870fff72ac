// net/detail/mpi_pump.hpp: the thread that serves a pair of ranks between its two queues.
//
// MPI has no way to wait for a message and for a queue at once, so the thread looks: at once while bytes move, then
// after pauses that grow to 200 microseconds, which the queues cut short. Nothing spins while a link is idle.
//
// Pieces of at most `mpi_piece` bytes go out by synchronous sends, one at a time, straight from the outbox: a send
// ends only when the peer has begun to receive, and the peer receives a piece only when the one before is in its
// inbox. So a rank that does not read stops the other. An empty message is the end of a direction; each side sends
// one, the second in answer to the first, so a link that has ended in peace leaves nothing in MPI.

#pragma once

#include <spnn/net/detail/serving_thread.hpp>
#include <spnn/net/piped.hpp>

// Only MPI's C interface is used; the C++ one, long withdrawn, is kept out.
#ifndef OMPI_SKIP_MPICXX
#define OMPI_SKIP_MPICXX 1
#endif
#ifndef MPICH_SKIP_MPICXX
#define MPICH_SKIP_MPICXX 1
#endif
#include <mpi.h>

#include <array>
#include <optional>
#include <thread>
#include <vector>

namespace SPNN_NAMESPACE::net::detail {

inline constexpr std::size_t mpi_piece = 256 * 1024;

[[nodiscard]] inline std::string mpi_words(int code) {
    std::array<char, MPI_MAX_ERROR_STRING> words{};
    int size = 0;
    if (MPI_Error_string(code, words.data(), &size) != MPI_SUCCESS) return text("MPI error ", code);
    return {words.data(), static_cast<std::size_t>(size)};
}

// Who sends to whom: the messages of one link, which nobody else sends or receives.
struct mpi_route {
    MPI_Comm comm;
    int peer, send_tag, receive_tag;
};

// Operations that a link had to leave unfinished, with the bytes that MPI may still touch, until the process ends.
inline void abandon(MPI_Request request, std::shared_ptr<void> bytes) {
    static std::mutex mutex;
    static std::vector<std::pair<MPI_Request, std::shared_ptr<void>>> left;
    const std::lock_guard lock(mutex);
    left.emplace_back(request, std::move(bytes));
}

class mpi_pump {
public:
    mpi_pump(const mpi_route& route, shared_pipe out, shared_pipe in)
        : route_(route), out_(std::move(out)), in_(std::move(in)) {
        out_->when_readable([this] { wake(); });
        in_->when_writable([this] { wake(); });
        thread_ = serving_thread(out_->owner(), [this] { run(); });
    }
    mpi_pump(const mpi_pump&) = delete;
    mpi_pump& operator=(const mpi_pump&) = delete;
    // The owner's side of the queues is closed by then.
    ~mpi_pump() {
        thread_.join();
        if (!receiving_.under_way()) wipe(piece_->data(), piece_->size());
    }

private:
    static constexpr auto linger_time = std::chrono::seconds(5);
    static constexpr auto longest_pause = std::chrono::microseconds(200);

    struct operation {
        MPI_Request request = MPI_REQUEST_NULL;
        std::size_t size = 0;
        [[nodiscard]] bool under_way() const { return request != MPI_REQUEST_NULL; }
    };

    // From any thread.
    void wake() {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        knock_.notify_one();
    }

    // Whatever is thrown breaks the link.
    void run() noexcept {
        try {
            serve();
            end_queues(broken_.empty() ? "the other end is closed" : broken_);
        } catch (...) {
            try {
                end_queues(text("the connection broke: ", reason_in_hand()));
            } catch (...) {  // no memory for the reason, and the owner's deadlines have to do
            }
        }
        out_->when_readable({});
        in_->when_writable({});
        // Without memory even for these the process ends here: MPI would write into memory that is others' by then.
        if (sending_.under_way()) abandon(sending_.request, out_);
        if (receiving_.under_way()) abandon(receiving_.request, piece_);
    }

    void serve() {
        auto pause = std::chrono::microseconds(0);
        while (!is_over()) {
            const bool sent = send();
            const bool received = receive();
            if (sent) lingering_.reset();
            if (has_lingered()) break;
            if (sent || received) {
                pause = {};
                continue;
            }
            rest(pause);
            pause = std::min(2 * pause + std::chrono::microseconds(1), longest_pause);
        }
    }

    [[nodiscard]] bool is_over() const {
        return !broken_.empty() || (said_end_ && heard_end_ && !sending_.under_way());
    }

    // These two: something has moved.

    bool send() {
        if (sending_.under_way()) {
            if (!has_finished(sending_)) return false;
            out_->take(sending_.size);
            return true;
        }
        if (said_end_) return false;
        const bool ends = heard_end_ || out_->is_cut();
        const auto data = ends ? std::span<const std::byte>() : out_->readable();
        if (data.empty() && !ends && !out_->exhausted()) return false;
        said_end_ = data.empty();
        sending_.size = std::min(data.size(), mpi_piece);
        return good(MPI_Issend(data.data(), static_cast<int>(sending_.size), MPI_BYTE, route_.peer, route_.send_tag,
                               route_.comm, &sending_.request));
    }

    bool receive() {
        if (receiving_.under_way()) {
            if (!has_finished(receiving_)) return false;
            come_ = std::span(*piece_).first(receiving_.size);
            if (come_.empty()) hear_end();
            return true;
        }
        if (!come_.empty()) return place();
        return !heard_end_ && begin_to_receive();
    }

    // Looking and receiving are two steps, so that a message that is too long stays where it is; nobody else receives
    // on this route.
    bool begin_to_receive() {
        int is_there = 0;
        int size = 0;
        MPI_Status status;
        if (!good(MPI_Iprobe(route_.peer, route_.receive_tag, route_.comm, &is_there, &status))) return false;
        if (is_there == 0 || !good(MPI_Get_count(&status, MPI_BYTE, &size))) return false;
        if (size < 0 || static_cast<std::size_t>(size) > piece_->size()) {
            broken_ = text("a message of ", size, " bytes has come, at most ", piece_->size(), " are allowed");
            return false;
        }
        receiving_.size = static_cast<std::size_t>(size);
        return good(MPI_Irecv(piece_->data(), size, MPI_BYTE, route_.peer, route_.receive_tag, route_.comm,
                              &receiving_.request));
    }

    // Puts what has come into the inbox, as far as there is room, or drops it when nobody reads any more.
    bool place() {
        if (in_->reader_has_ended() || in_->is_cut()) {
            come_ = {};
            return true;
        }
        const auto room = in_->writable();
        const auto count = std::min(room.size(), come_.size());
        if (count == 0) return false;
        std::memcpy(room.data(), come_.data(), count);
        in_->filled(count);
        come_ = come_.subspan(count);
        return true;
    }

    void hear_end() {
        heard_end_ = true;
        end_queues("the other end is closed");
    }

    bool has_finished(operation& which) {
        int is_done = 0;
        return good(MPI_Test(&which.request, &is_done, MPI_STATUS_IGNORE)) && is_done != 0;
    }

    bool good(int code) {
        if (code == MPI_SUCCESS) return true;
        broken_ = mpi_words(code);
        return false;
    }

    // The owner has closed and nothing has gone out for a while.
    bool has_lingered() {
        if (!in_->reader_has_ended()) return false;
        if (!lingering_) lingering_ = deadline::after(linger_time);
        return lingering_->passed();
    }

    void rest(std::chrono::microseconds pause) {
        std::unique_lock lock(mutex_);
        knock_.wait_for(lock, pause, [&] { return woken_; });
        woken_ = false;
    }

    void end_queues(const std::string& reason) {
        if (out_->is_cut() || in_->is_cut()) return;  // whoever cuts does so to both, with a reason of its own
        out_->end_reading(reason);                    // first: who reads the reason finds sending refused too
        in_->end_writing(reason);
    }

    mpi_route route_;
    shared_pipe out_, in_;
    std::mutex mutex_;
    std::condition_variable knock_;
    bool woken_ = false;
    // Of the pump's thread:
    operation sending_, receiving_;
    std::shared_ptr<std::array<std::byte, mpi_piece>> piece_ = std::make_shared<std::array<std::byte, mpi_piece>>();
    std::span<const std::byte> come_;  // of the piece, not yet in the inbox
    bool said_end_ = false, heard_end_ = false;
    std::string broken_;  // why; empty: it is not
    std::optional<deadline> lingering_;
    std::thread thread_;
};

}  // namespace SPNN_NAMESPACE::net::detail
