// A transport is three functions over whatever carries bytes; here a pair of connected Unix sockets. Sockets hold
// little, and two parties may both send much before either reads, so a thread of its own writes to each.

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <iostream>

class unix_socket {
public:
    explicit unix_socket(int descriptor) : end_(std::make_unique<open_end>(descriptor)) {}

    void send(std::span<const std::byte> data, spnn::deadline until) {
        std::unique_lock lock(end_->mutex);
        const auto has_room = [&] { return end_->failed || end_->waiting.size() < most_waiting; };
        fail_unless(end_->changed.wait_until(lock, until.at(), has_room) && !end_->failed, "cannot send");
        end_->waiting.insert(end_->waiting.end(), data.begin(), data.end());
        end_->changed.notify_all();
    }
    void flush(spnn::deadline) {}  // the writer does not wait for it

    void receive(std::span<std::byte> data, spnn::deadline until) {
        while (!data.empty()) {
            pollfd ready{end_->descriptor, POLLIN, 0};
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until.left());
            fail_unless(poll(&ready, 1, static_cast<int>(left.count())) == 1, "nothing to receive in time");
            const auto got = ::recv(end_->descriptor, data.data(), data.size(), 0);
            fail_unless(got > 0, "the other end is closed");
            data = data.subspan(static_cast<std::size_t>(got));
        }
    }

private:
    static constexpr std::size_t most_waiting = std::size_t{64} << 20;

    static void fail_unless(bool holds, const char* what) {
        if (!holds) throw spnn::transport_error(std::string("unix socket: ") + what);
    }

    struct open_end {
        int descriptor;
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<std::byte> waiting;  // sent, but not yet in the socket
        bool failed = false, closing = false;
        std::thread writer{[this] { write_all(); }};

        explicit open_end(int d) : descriptor(d) {}
        ~open_end() {
            {
                const std::scoped_lock lock(mutex);
                closing = true;
            }
            changed.notify_all();
            writer.join();
            ::close(descriptor);
        }
        void write_all() {
            std::vector<std::byte> now;
            for (std::unique_lock lock(mutex); !failed; now.clear()) {
                changed.wait(lock, [&] { return closing || !waiting.empty(); });
                if (waiting.empty()) return;
                now.swap(waiting);
                changed.notify_all();
                lock.unlock();
                bool sent = true;
                for (std::size_t at = 0; sent && at < now.size();) {
                    const auto step = ::send(descriptor, now.data() + at, now.size() - at, MSG_NOSIGNAL);
                    sent = step > 0;
                    at += sent ? static_cast<std::size_t>(step) : 0;
                }
                lock.lock();
                failed = !sent;
            }
            changed.notify_all();
        }
    };

    std::unique_ptr<open_end> end_;
};

static_assert(spnn::net::Transport<unix_socket>);

// Called for every two parties that talk to each other.
struct unix_sockets {
    std::pair<unix_socket, unix_socket> operator()(spnn::split::party, spnn::split::party) const {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw spnn::transport_error("no pair of sockets");
        return {unix_socket(ends[0]), unix_socket(ends[1])};
    }
};

int main() {
    namespace nn = spnn::nn;
    namespace split = spnn::split;
    using net = split::network<nn::sigmoid<4>, nn::dense<4, 1>, nn::binary_cross_entropy>;

    const std::size_t rows = 2'000;
    split::vertical_table table{{spnn::make_matrix<float>(rows, 1), spnn::make_matrix<float>(rows, 1)},
                                spnn::make_matrix<float>(rows, 1)};
    for (std::size_t i = 0; i < rows; ++i) {  // 1 where both numbers have one sign: neither shows it alone
        const float x = i % 2 == 0 ? 1 : -1, y = i / 2 % 2 == 0 ? 1 : -1;
        table.features[0](i, 0) = x;
        table.features[1](i, 0) = y;
        table.targets(i, 0) = x == y ? 1 : 0;
    }
    const split::plan plan{.columns = {1, 1},
                           .label_holder = 0,
                           .train_rows = rows,
                           .epochs = 40,
                           .batch = 100,
                           .rule = {nn::adam{}, 0.05}};
    double loss = 1;
    split::simulation_options options;
    options.labels.on_epoch = [&](const split::epoch_report& report) { loss = report.train_loss; };
    split::simulate<net, split::masked<>>(plan, table, {}, {}, options, unix_sockets{});
    std::cout << "loss after training over Unix sockets: " << loss << "\n";
    return loss < 0.1 ? 0 : 1;
}
