// A program built by one line of a shell: c++ $(pkg-config --cflags --libs spnn ...). Two holders and a server, each a
// thread, over pipes of the operating system.

#include <spnn/data/gzip.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/simulate.hpp>

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace nn = spnn::nn;
namespace split = spnn::split;

// Takes over the reading end of one pipe and the writing end of another. A pipe holds 64 KiB, more than a message here.
class pipe_transport {
public:
    pipe_transport(int in, int out) : in_(in), out_(out) {}
    pipe_transport(pipe_transport&& other) noexcept
        : in_(std::exchange(other.in_, -1)), out_(std::exchange(other.out_, -1)) {}
    pipe_transport& operator=(pipe_transport&& other) noexcept {
        std::swap(in_, other.in_);
        std::swap(out_, other.out_);
        return *this;
    }
    ~pipe_transport() {
        if (in_ >= 0) ::close(in_);
        if (out_ >= 0) ::close(out_);
    }

    void send(std::span<const std::byte> data, spnn::deadline until) { move_all(data, until, out_, POLLOUT, ::write); }
    void flush(spnn::deadline) {}
    void receive(std::span<std::byte> data, spnn::deadline until) { move_all(data, until, in_, POLLIN, ::read); }

private:
    template <class Byte, class Move>
    static void move_all(std::span<Byte> data, spnn::deadline until, int descriptor, short event, Move move) {
        while (!data.empty()) {
            pollfd one{descriptor, event, 0};
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until.left());
            spnn::require<spnn::transport_error>(::poll(&one, 1, static_cast<int>(left.count())) > 0,
                                                 "pipe: nothing happened before the deadline");
            const auto moved = move(descriptor, data.data(), data.size());
            spnn::require<spnn::transport_error>(moved > 0, "pipe: the other end is gone");
            data = data.subspan(static_cast<std::size_t>(moved));
        }
    }

    int in_, out_;
};

struct pipes {
    std::pair<pipe_transport, pipe_transport> operator()(split::party, split::party) const {
        int there[2], back[2];
        if (::pipe(there) != 0 || ::pipe(back) != 0) throw spnn::transport_error("no pipe");
        return {pipe_transport(back[0], there[1]), pipe_transport(there[0], back[1])};
    }
};

using net = split::network<nn::sigmoid<2>, nn::dense<2, 1>, nn::binary_cross_entropy>;
// Keys that protect nothing, so that this takes no minutes.
struct short_keys {
    static std::size_t key_bits(std::size_t) { return 256; }
};
using cipher =
    spnn::he::packed<spnn::he::paillier<boost::multiprecision::mpz_int, spnn::he::test_keys_only<>>, short_keys>;

// Whether zlib is there: reading what does not exist is refused by our own error.
bool gzip_works() {
    try {
        static_cast<void>(spnn::data::read_csv_gz("there is no such file"));
    } catch (const spnn::data_error&) {
        return true;
    }
    return false;
}

int main() {
    std::signal(SIGPIPE, SIG_IGN);
    split::vertical_table table{{spnn::zeros<float>(8, 1), spnn::zeros<float>(8, 1)}, spnn::zeros<float>(8, 1)};
    for (std::size_t i = 0; i < 8; ++i) {
        table.features[i % 2](i, 0) = 1;
        table.targets(i, 0) = i % 2 == 0 ? 1.0F : 0.0F;
    }
    const split::plan plan{
        .columns = {1, 1}, .label_holder = 1, .train_rows = 8, .epochs = 30, .batch = 8, .rule = {nn::adam{}, 0.2}};
    double loss = 1;
    split::simulation_options options;
    options.labels.on_epoch = [&](const split::epoch_report& report) { loss = report.train_loss; };
    static_cast<void>(split::simulate<net, split::encrypted<cipher>>(plan, table, {}, {}, options, pipes{}));
    std::printf("spnn %s, loss %.3f\n", std::string(spnn::version).c_str(), loss);
    return loss < 0.2 && gzip_works() ? 0 : 1;
}
