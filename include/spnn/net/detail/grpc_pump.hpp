// net/detail/grpc_pump.hpp: the thread that serves a gRPC stream between its two queues.
//
// It waits at the completion queue of its call, where gRPC reports and the queues of the link knock, so all that
// touches the call happens in one thread. One message is read and one written at a time, each at most `grpc_piece`
// bytes; while the inbox is full nothing is read, and so, through gRPC's flow control, the peer stops.
//
// The end: a side that has nothing more to send says so (the client closes its half of the stream; the server, which
// cannot, sends an empty message), and the other side answers in the same way. The server ends the call once both
// have, so nothing that was sent is overtaken by the end. When the owner closes, this lasts no longer than
// `linger_time` without progress. Whatever the thread throws cancels the call, and both queues end with the reason.

#pragma once

#include <spnn/net/detail/serving_thread.hpp>
#include <spnn/net/piped.hpp>

#include <grpcpp/alarm.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

namespace SPNN_NAMESPACE::net::detail {

inline constexpr std::size_t grpc_piece = 256 * 1024;

[[nodiscard]] inline gpr_timespec grpc_moment(deadline until) {
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(until.left()).count();
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_nanos(left, GPR_TIMESPAN));
}

// The next thing reported by `queue` has come before the deadline and was a success.
enum class grpc_report { success, failure, nothing };
[[nodiscard]] inline grpc_report next_report(grpc::CompletionQueue& queue, deadline until) {
    void* which = nullptr;
    bool good = false;
    if (queue.AsyncNext(&which, &good, grpc_moment(until)) != grpc::CompletionQueue::GOT_EVENT)
        return grpc_report::nothing;
    return good ? grpc_report::success : grpc_report::failure;
}

inline void drain(grpc::CompletionQueue& queue) {
    queue.Shutdown();
    void* which = nullptr;
    bool good = false;
    while (queue.Next(&which, &good)) {
    }
}

// Words of gRPC or of the peer, fit for an error.
[[nodiscard]] inline std::string words_of(const grpc::Status& status) {
    const auto words = printable(status.error_message(), 400);
    return words.empty() ? text("gRPC status ", static_cast<int>(status.error_code())) : words;
}

// The connecting side of a stream. Its operations report to `queue`.
struct grpc_client_call {
    grpc_client_call() = default;
    grpc_client_call(const grpc_client_call&) = delete;
    grpc_client_call& operator=(const grpc_client_call&) = delete;
    ~grpc_client_call() {
        context.TryCancel();  // nothing to do for a call that is over
        drain(queue);
    }

    void say_end(void* tag) const { stream->WritesDone(tag); }
    void finish(void* tag) { stream->Finish(&status, tag); }
    [[nodiscard]] auto& io() const { return *stream; }
    [[nodiscard]] std::string reason() const {
        return status.ok() ? "the other end is closed" : text("the connection broke: ", words_of(status));
    }

    std::shared_ptr<grpc::Channel> channel;
    grpc::CompletionQueue queue;
    grpc::ClientContext context;
    std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream;
    grpc::Status status;
};

// The listening side.
struct grpc_server_call {
    grpc_server_call() = default;
    grpc_server_call(const grpc_server_call&) = delete;
    grpc_server_call& operator=(const grpc_server_call&) = delete;
    ~grpc_server_call() {
        if (begun) context.TryCancel();
        drain(queue);
    }

    void say_end(void* tag) {
        const grpc::Slice empty;
        stream.Write(grpc::ByteBuffer(&empty, 1), tag);
    }
    void finish(void* tag) { stream.Finish(grpc::Status::OK, tag); }
    [[nodiscard]] auto& io() { return stream; }
    [[nodiscard]] static std::string reason() { return "the other end is closed"; }

    std::shared_ptr<void> server;  // goes last
    bool begun = false;            // a peer has begun it
    grpc::CompletionQueue queue;
    grpc::GenericServerContext context;
    grpc::GenericServerAsyncReaderWriter stream{&context};
};

// What a transport owns of its link, whichever side it is.
class grpc_link {
public:
    grpc_link() = default;
    grpc_link(const grpc_link&) = delete;
    grpc_link& operator=(const grpc_link&) = delete;
    virtual ~grpc_link() = default;
};

template <class Call>
class grpc_pump final : public grpc_link {
public:
    // A call that both sides have begun, with nothing under way.
    grpc_pump(std::unique_ptr<Call> call, shared_pipe out, shared_pipe in)
        : call_(std::move(call)), out_(std::move(out)), in_(std::move(in)) {
        out_->when_readable([this] { wake(); });
        in_->when_writable([this] { wake(); });
        thread_ = serving_thread(out_->owner(), [this] { run(); });
    }
    // The owner's side of the queues is closed by then.
    ~grpc_pump() override { thread_.join(); }

private:
    static constexpr auto linger_time = std::chrono::seconds(5);
    static constexpr bool is_server = std::is_same_v<Call, grpc_server_call>;

    enum event : std::uintptr_t { woken = 1, was_read, was_written, is_over };
    static void* tag(event which) { return reinterpret_cast<void*>(which); }

    // From any thread.
    void wake() {
        if (!woken_.exchange(true)) alarm_.Set(&call_->queue, gpr_inf_past(GPR_CLOCK_REALTIME), tag(woken));
    }

    void run() {
        for (bool begins = true; begins || !over_ || reading_ || writing_; begins = false) {
            try {
                if (!begins) await_event();
                go_on();
            } catch (...) {
                fail();
            }
        }
        out_->when_readable({});
        in_->when_writable({});
    }

    void await_event() {
        void* which = nullptr;
        bool good = false;
        if (call_->queue.AsyncNext(&which, &good, patience()) == grpc::CompletionQueue::GOT_EVENT)
            handle(static_cast<event>(reinterpret_cast<std::uintptr_t>(which)), good);
        else
            give_up();
    }

    void handle(event which, bool good) {
        switch (which) {
            case woken: woken_ = false; return;
            case was_read: return take_message(good);
            case was_written:
                writing_ = false;
                lingering_.reset();
                if (!good) stop_sending();
                return;
            case is_over: over_ = true; return end_queues(call_->reason());
        }
    }

    // After an exception, with what it says.
    void fail() noexcept {
        cancel();
        try {
            end_queues(text("the connection broke: ", reason_in_hand()));
        } catch (...) {  // no memory for the reason, and the owner's deadlines have to do
        }
    }

    void go_on() {
        if (out_->is_cut() || in_->is_cut()) cancel();
        write();
        read();
        if (said_end_ && heard_end_ && !writing_) finish();
    }

    void write() {
        if (writing_ || said_end_ || finishing_) return;
        const auto data = heard_end_ ? std::span<const std::byte>() : out_->readable();
        if (data.empty() && !heard_end_ && !out_->exhausted()) return;
        writing_ = true;
        if (data.empty()) {
            said_end_ = true;
            return call_->say_end(tag(was_written));
        }
        const grpc::Slice piece(data.data(), std::min(data.size(), grpc_piece));
        out_->take(piece.size());
        call_->io().Write(grpc::ByteBuffer(&piece, 1), tag(was_written));
    }

    void read() {
        if (reading_ || heard_end_ || finishing_ || !place()) return;
        reading_ = true;
        call_->io().Read(&message_, tag(was_read));
    }

    void take_message(bool good) {
        reading_ = false;
        if (good && message_.Length() > 0 && message_.Dump(&slices_).ok()) {
            slice_ = placed_ = 0;
            return;
        }
        heard_end_ = true;
        // A client whose stream has failed learns the reason with the status.
        if (good || is_server) end_queues("the other end is closed");
    }

    // Puts what has come into the inbox, or drops it when nobody reads any more; false: some is left.
    bool place() {
        for (; slice_ < slices_.size(); ++slice_, placed_ = 0) {
            while (placed_ < slices_[slice_].size()) {
                if (in_->reader_has_ended()) break;
                const auto room = in_->writable();
                if (room.empty()) return false;
                const auto count = std::min(room.size(), slices_[slice_].size() - placed_);
                std::memcpy(room.data(), slices_[slice_].begin() + placed_, count);
                in_->filled(count);
                placed_ += count;
            }
        }
        slices_.clear();
        slice_ = 0;
        message_.Clear();
        return true;
    }

    void stop_sending() {
        said_end_ = true;
        if (!cancelled_) out_->end_reading("the other end is closed");
    }

    void finish() {
        if (std::exchange(finishing_, true)) return;
        call_->finish(tag(is_over));
    }

    // Everything under way fails.
    void cancel() {
        if (std::exchange(cancelled_, true)) return;
        call_->context.TryCancel();
        slices_.clear();
        slice_ = 0;
        if (!reading_) heard_end_ = true;
    }

    // The owner has closed and the peer does not. What a server has sent may still wait for it; a client cannot leave
    // it behind.
    void give_up() {
        lingering_.reset();
        if (is_server && said_end_ && !writing_ && !finishing_)
            finish();
        else
            cancel();
    }

    gpr_timespec patience() {
        if (!in_->reader_has_ended() || cancelled_) return gpr_inf_future(GPR_CLOCK_MONOTONIC);
        if (!lingering_) lingering_ = deadline::after(linger_time);
        return grpc_moment(*lingering_);
    }

    void end_queues(const std::string& reason) {
        if (out_->is_cut() || in_->is_cut()) return;  // whoever cuts does so to both, with a reason of its own
        out_->end_reading(reason);                    // first: who reads the reason finds sending refused too
        in_->end_writing(reason);
    }

    std::unique_ptr<Call> call_;
    shared_pipe out_, in_;
    std::atomic<bool> woken_ = false;
    grpc::Alarm alarm_;
    // Of the pump's thread:
    grpc::ByteBuffer message_;                                    // being read, or read
    std::vector<grpc::Slice> slices_;                             // of a message that is not yet in the inbox
    std::size_t slice_ = 0, placed_ = 0;                          // how far it is
    bool reading_ = false, writing_ = false, finishing_ = false;  // under way
    bool said_end_ = false, heard_end_ = false, cancelled_ = false, over_ = false;
    std::optional<deadline> lingering_;
    std::thread thread_;
};

}  // namespace SPNN_NAMESPACE::net::detail
