// net/transport/mpi.hpp: two ranks of one MPI job, for parties inside one cluster: measurements, and roles of one
// organisation.
//
// Nothing is encrypted, nobody is authenticated: whoever runs the cluster reads everything. Between organisations:
// net/transport/tls.hpp. A rank that is lost usually ends the whole job: that is MPI's way, no error here can help.
//
// MPI must be initialised with MPI_THREAD_MULTIPLE (mpi_session does it): each transport has a thread of its own. It
// looks for messages every 200 microseconds at the latest, so an idle link costs little, and a message after a rest
// may wait that long. Ranks may make their ends in any order. (communicator, peer, tag) belongs to one transport at
// each end, until both ends are destroyed; all are destroyed before MPI is finalised.
//
// Closing sends what was sent before; the peer is waited for no longer than 5 seconds without progress.

#pragma once

#include <spnn/net/detail/mpi_pump.hpp>

namespace SPNN_NAMESPACE::net {

// MPI for as long as it lives, with as many threads as like to call it.
class mpi_session {
public:
    // transport_error when this MPI does not allow several threads.
    mpi_session() {
        int granted = MPI_THREAD_SINGLE;
        const int code = MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &granted);
        require<transport_error>(code == MPI_SUCCESS, "mpi: ", detail::mpi_words(code));
        if (granted < MPI_THREAD_MULTIPLE) MPI_Finalize();
        require<transport_error>(granted >= MPI_THREAD_MULTIPLE, "mpi: this MPI is built without MPI_THREAD_MULTIPLE");
    }
    mpi_session(const mpi_session&) = delete;
    mpi_session& operator=(const mpi_session&) = delete;
    ~mpi_session() { MPI_Finalize(); }

    // In MPI_COMM_WORLD.
    [[nodiscard]] int rank() const { return ask(MPI_Comm_rank); }
    [[nodiscard]] int size() const { return ask(MPI_Comm_size); }

private:
    static int ask(int (*what)(MPI_Comm, int*)) {
        int answer = 0;
        what(MPI_COMM_WORLD, &answer);
        return answer;
    }
};

// What this end sends with and what it receives; at the other end they are swapped.
struct mpi_tags {
    // Numbers from 0 on.
    int send, receive;
};

class mpi_transport {
public:
    // A link to the rank `peer` of `comm`; both ends name the same tag. usage_error when MPI is not running with
    // MPI_THREAD_MULTIPLE, or when there is no such rank or tag.
    mpi_transport(MPI_Comm comm, int peer, int tag, std::size_t queue_bytes = default_queue_bytes)
        : mpi_transport(comm, peer, mpi_tags{tag, tag}, queue_bytes) {}

    // With a tag for each direction, as two ends in one rank need.
    mpi_transport(MPI_Comm comm, int peer, mpi_tags tags, std::size_t queue_bytes = default_queue_bytes)
        : mpi_transport(checked(comm, peer, tags, queue_bytes), std::make_shared<detail::byte_pipe>(queue_bytes, "mpi"),
                        std::make_shared<detail::byte_pipe>(queue_bytes, "mpi")) {}

    mpi_transport(mpi_transport&&) = default;
    mpi_transport& operator=(mpi_transport&& other) noexcept {
        auto next = std::move(other);  // what was here ends as it goes
        std::swap(pump_, next.pump_);
        std::swap(end_, next.end_);
        return *this;
    }
    ~mpi_transport() = default;

    void send(std::span<const std::byte> data, deadline until) { end_.send(data, until); }
    void receive(std::span<std::byte> data, deadline until) { end_.receive(data, until); }
    void flush(deadline until) { end_.flush(until); }
    // The peer sees a cut link as closed, once it has taken the piece that is under way.
    [[nodiscard]] link_cutter cutter() const { return end_.cutter(); }

private:
    mpi_transport(const detail::mpi_route& route, detail::shared_pipe out, detail::shared_pipe in)
        : pump_(std::make_unique<detail::mpi_pump>(route, out, in)), end_(std::move(out), std::move(in)) {}

    [[nodiscard]] static detail::mpi_route checked(MPI_Comm comm, int peer, mpi_tags tags, std::size_t queue_bytes) {
        int is_running = 0, is_over = 0, granted = MPI_THREAD_SINGLE, ranks = 0, has_bound = 0;
        int* bound = nullptr;
        MPI_Initialized(&is_running);
        MPI_Finalized(&is_over);
        require<usage_error>(is_running != 0 && is_over == 0, "mpi_transport: MPI is not running; see mpi_session");
        MPI_Query_thread(&granted);
        require<usage_error>(granted >= MPI_THREAD_MULTIPLE,
                             "mpi_transport: MPI was initialised without MPI_THREAD_MULTIPLE; see mpi_session");
        MPI_Comm_size(comm, &ranks);
        require<usage_error>(peer >= 0 && peer < ranks, "mpi_transport: there is no rank ", peer, ", expected 0 to ",
                             ranks - 1);
        MPI_Comm_get_attr(comm, MPI_TAG_UB, static_cast<void*>(&bound), &has_bound);
        const int largest = has_bound != 0 ? *bound : 32767;  // what every MPI grants
        for (const int tag : {tags.send, tags.receive})
            require<usage_error>(tag >= 0 && tag <= largest, "mpi_transport: tag ", tag, ", expected 0 to ", largest);
        require<usage_error>(queue_bytes > 0, "mpi_transport: queues of 0 bytes, expected at least 1");
        return {comm, peer, tags.send, tags.receive};
    }

    std::unique_ptr<detail::mpi_pump> pump_;
    detail::piped_end end_;  // goes first
};

static_assert(CuttableTransport<mpi_transport>);

}  // namespace SPNN_NAMESPACE::net
