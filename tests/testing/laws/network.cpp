#include <spnn/testing/laws/network.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

#include <condition_variable>
#include <deque>

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

namespace {

// Where those who dial the bank wait at its door.
struct doorstep {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<net::memory_transport> waiting;
};

// A network of two parties in one process, in which "nobody" never answers; right but for two faults that it may have.
class hallway {
public:
    using transport = net::memory_transport;
    using knock_type = net::memory_transport;

    explicit hallway(std::shared_ptr<doorstep> door) : door_(std::move(door)) {}
    bool knows_no_faces = false;                         // takes whoever comes for the party that is asked for
    std::size_t queue_bytes = net::default_queue_bytes;  // of its links; more than the law allows is the other fault

    transport dial(const std::string& party, spnn::deadline until) {
        const std::map<std::string, bool> answers{{"bank", true}, {"nobody", false}};
        if (!net::entry_of(answers, party)) {
            std::this_thread::sleep_until(until.at());
            throw spnn::transport_error("hallway: nobody answers");
        }
        auto ends = net::make_memory_pair(queue_bytes);
        const std::scoped_lock lock(door_->mutex);
        door_->waiting.push_back(std::move(ends.second));
        door_->changed.notify_all();
        return std::move(ends.first);
    }
    std::optional<knock_type> knock(spnn::deadline until) {
        std::unique_lock lock(door_->mutex);
        if (!door_->changed.wait_until(lock, until.at(), [&] { return !door_->waiting.empty(); })) return {};
        std::optional who(std::move(door_->waiting.front()));
        door_->waiting.pop_front();
        return who;
    }
    [[nodiscard]] std::string source(const knock_type&) const { return "the shop's door"; }
    transport open(knock_type who, spnn::deadline, const std::stop_token&) { return who; }
    [[nodiscard]] bool is(const transport&, const std::string& party) const {
        return knows_no_faces || party == "shop";
    }

private:
    std::shared_ptr<doorstep> door_;
};

static_assert(net::Network<hallway>);

void hold_to_the_laws(bool knows_no_faces, std::size_t queue_bytes) {
    hallway bank(std::make_shared<doorstep>());
    bank.knows_no_faces = knows_no_faces;
    bank.queue_bytes = queue_bytes;
    laws::network(bank, bank);
}

}  // namespace

TEST_CASE("testing/laws/network: a right network passes") { hold_to_the_laws(false, net::default_queue_bytes); }

TEST_CASE("testing/laws/network: a network that takes anybody for anybody is caught" * doctest::should_fail()) {
    hold_to_the_laws(true, net::default_queue_bytes);
}

TEST_CASE("testing/laws/network: links that take in more than their bound are caught" * doctest::should_fail()) {
    hold_to_the_laws(false, std::size_t{130} << 20);
}
