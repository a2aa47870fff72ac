// align/detail/conversation.hpp: all that parties say to each other in one alignment, and how long they wait for it.
//
// Who works for long before it has anything to say sends "at work" after each chunk of work (a few thousand rows), so
// that every single wait is one timeout of the channel. Both sides know from the sizes of all parties how many of these
// there are (schedule.hpp). So patience grows with what a peer shows of its work, never with rows that it claims; a
// peer that falls silent is given up after one timeout.
// The exception is a party that has to wait for the others in turn: a wait for it takes two, so that it can still say
// which of them is silent.
//
// A peer that stays just within each timeout is ended by align_options::within, which bounds the whole alignment: no
// wait begins after that. Errors: those of the channels; transport_error, naming the peer and how far this party was,
// when that time is over.

#pragma once

#include <spnn/align/group.hpp>

#include <optional>

namespace SPNN_NAMESPACE::align::detail {

// each -> each, numbered from 0 in each direction, no values: a chunk of work is done.
struct at_work : net::message_kind<net::first_kind::align + 11, "at work", std::uint8_t> {};

template <net::Transport T>
class conversation {
public:
    // The time of the alignment begins here. `relay` is the party that waits for the others in turn.
    conversation(group<T> peers, align_options options, std::optional<std::size_t> relay = std::nullopt)
        : peers_(std::move(peers)),
          options_(std::move(options)),
          relay_(relay),
          until_(deadline::after(options_.within)),
          said_(peers_.parties(), 0),
          heard_(peers_.parties(), 0) {}

    [[nodiscard]] const align_options& options() const { return options_; }
    [[nodiscard]] std::size_t self() const { return peers_.self; }
    [[nodiscard]] std::size_t parties() const { return peers_.parties(); }
    [[nodiscard]] const std::string& name(std::size_t party) const { return peers_.to(party).peer(); }

    template <net::Message M>
    void send(std::size_t to, std::uint64_t step, const matrix<typename M::value_type>& x) {
        within<M>(to, step).template send<M>(step, x);
    }
    template <net::Message M>
    void send_bytes(std::size_t to, std::span<const std::byte> data) {
        within<M>(to, 0).template send_bytes<M>(0, data);
    }
    template <net::Message M>
    [[nodiscard]] matrix<typename M::value_type> receive(std::size_t from, std::uint64_t step, std::size_t rows,
                                                         std::size_t columns) {
        return within<M>(from, step).template receive<M>(step, rows, columns, timeouts(from));
    }
    // Into x, whose memory is kept if its shape is right already.
    template <net::Message M>
    void receive(std::size_t from, std::uint64_t step, std::size_t rows, std::size_t columns,
                 matrix<typename M::value_type>& x) {
        within<M>(from, step).template receive<M>(step, rows, columns, x, timeouts(from));
    }
    template <net::Message M>
    [[nodiscard]] bytes receive_bytes(std::size_t from, std::size_t max_bytes) {
        return within<M>(from, 0).template receive_bytes<M>(0, max_bytes);
    }

    // Tells one peer, or all, that a chunk of work is done.
    void say_at_work(std::size_t to) { send<at_work>(to, said_[to]++, make_matrix<std::uint8_t>(0, 1)); }
    void say_at_work() {
        for (std::size_t p = 0; p < parties(); ++p)
            if (p != self()) say_at_work(p);
    }
    // Waits until the peer has said so `total` times since the beginning.
    void hear_at_work(std::size_t from, std::size_t total) {
        for (; heard_[from] < total; ++heard_[from]) static_cast<void>(receive<at_work>(from, heard_[from], 0, 1));
    }

    // Rows done of a step, for displays and for the error that time is over.
    void report(std::string_view step, std::size_t done, std::size_t total) {
        progress_ = {step, done, total};
        if (options_.on_progress) options_.on_progress(progress_);
    }

    // The channel to a party for a message of kind M, while the alignment may last; else transport_error.
    template <net::Message M>
    [[nodiscard]] net::channel<T>& within(std::size_t party, std::uint64_t step) const {
        auto& channel = peers_.to(party);
        require<transport_error>(!until_.passed(), channel.peer(), ", step ", step, ", ", M::name,
                                 ": the alignment has lasted longer than the ", options_.within.count(),
                                 " ms it may (within), and this was still to come; here '", progress_.step, "' is at ",
                                 progress_.done, " of ", progress_.total, " rows");
        return channel;
    }

private:
    [[nodiscard]] std::size_t timeouts(std::size_t from) const { return from == relay_ ? 2 : 1; }

    group<T> peers_;
    align_options options_;
    std::optional<std::size_t> relay_;
    deadline until_;
    std::vector<std::uint64_t> said_, heard_;  // "at work" to and from each party
    align_progress progress_{"greetings", 0, 0};
};

}  // namespace SPNN_NAMESPACE::align::detail
