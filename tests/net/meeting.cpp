#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/meeting.hpp>
#include <spnn/net/network/tcp.hpp>
#include <spnn/net/network/tls.hpp>
#include <spnn/net/transport/memory.hpp>

#include <support/certificates.hpp>

#include <boost/asio/read.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <list>
#include <stdexcept>

#include <sys/resource.h>
#include <unistd.h>

// Sanitizers need memory, and descriptors, for checks of their own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TEST_SANITIZED 1
#endif
#endif

namespace {

#ifdef TEST_SANITIZED
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using spnn::deadline;
using spnn::protocol_error;
using spnn::transport_error;
using spnn::usage_error;

// What was refused, safe to read from the test.
class refusals {
public:
    std::function<void(const std::string&)> hear() {
        return [this](const std::string& sentence) {
            const std::lock_guard lock(mutex_);
            heard_ += sentence + "\n";
        };
    }
    // Waits for a sentence with that part; what was heard, when none comes.
    std::string without(const std::string& part) const {
        for (const auto until = laws::patient(); !until.passed();
             std::this_thread::sleep_for(std::chrono::milliseconds(5))) {
            const std::lock_guard lock(mutex_);
            if (heard_.find(part) != std::string::npos) return "";
        }
        const std::lock_guard lock(mutex_);
        return "heard: " + heard_;
    }
    std::string heard() const {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

private:
    mutable std::mutex mutex_;
    std::string heard_;
};

net::expected_calls expected() { return {{"bank", {"training", "alignment"}}, {"shop", {"training"}}}; }

net::endpoint loopback() { return {"127.0.0.1", 0}; }

struct two_parties {
    refusals at_server;
    net::endpoint server_at;
    std::optional<net::meeting<net::tcp_network>> server;

    two_parties() {
        net::tcp_network network(loopback(), {{"bank", {}}, {"shop", {}}});
        server_at = network.at();
        server.emplace(std::move(network), "fraud", "server", expected(), at_server.hear());
    }

    // The party `self`, which calls the server.
    [[nodiscard]] net::meeting<net::tcp_network> caller(const std::string& self) const {
        return {net::tcp_network(loopback(), {{"server", server_at}}), "fraud", self, {}};
    }
    // The sentence that a call of `self` in `run` to "server" ends with; empty when it is admitted.
    std::string call(const std::string& run, const std::string& self, const std::string& to = "server",
                     const std::string& purpose = "training", deadline until = laws::patient()) const {
        net::tcp_network network(loopback(), {{to, server_at}});
        net::meeting<net::tcp_network> own(std::move(network), run, self, {});
        try {
            static_cast<void>(own.link(to, purpose, until));
            return "";
        } catch (const protocol_error& e) {
            return e.what();
        }
    }
};

// A link of a party that was there before: the news of its end may take a while.
net::any_transport again(net::meeting<net::tcp_network>& party, const std::string& purpose) {
    for (const auto until = laws::patient();;) {
        try {
            return party.link("server", purpose, laws::patient());
        } catch (const protocol_error&) {
            if (until.passed()) throw;
        }
    }
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("net/meeting: several purposes and parties, in any order, each gets its own link") {
    two_parties parties;
    net::meeting<net::tcp_network> bank(net::tcp_network(loopback(), {{"server", parties.server_at}}), "fraud", "bank",
                                        {});
    net::meeting<net::tcp_network> shop(net::tcp_network(loopback(), {{"server", parties.server_at}}), "fraud", "shop",
                                        {});
    std::vector<net::any_transport> callers;
    callers.push_back(shop.link("server", "training", laws::patient()));
    callers.push_back(bank.link("server", "training", laws::patient()));
    callers.push_back(bank.link("server", "alignment", laws::patient()));
    std::vector<net::any_transport> called;
    called.push_back(parties.server->link("shop", "training", laws::patient()));
    called.push_back(parties.server->link("bank", "training", laws::patient()));
    called.push_back(parties.server->link("bank", "alignment", laws::patient()));
    for (std::uint32_t i = 0; i < 3; ++i) {
        laws::send_all(callers[i], laws::pattern(100, i));
        CHECK((laws::receive_all(called[i], 100) == laws::pattern(100, i)));
        laws::send_all(called[i], laws::pattern(7, i + 10));
        CHECK((laws::receive_all(callers[i], 7) == laws::pattern(7, i + 10)));
    }
}

TEST_CASE("net/meeting: a caller that comes first is kept until it is wanted, one that never comes ends the wait") {
    two_parties parties;
    CHECK_THROWS_WITH_AS(static_cast<void>(parties.server->link("bank", "training", laws::brief())),
                         doctest::Contains("bank has not connected to server for training in time"), transport_error);
    net::meeting<net::tcp_network> bank(net::tcp_network(loopback(), {{"server", parties.server_at}}), "fraud", "bank",
                                        {});
    auto near = bank.link("server", "training", laws::patient());
    CHECK_NOTHROW(static_cast<void>(parties.server->link("bank", "training", laws::patient())));
}

TEST_CASE("net/meeting: a stop ends waits for callers and for listeners, with its reason") {
    two_parties parties;
    const auto nobody = net::tcp_listener(loopback()).at();
    net::meeting<net::tcp_network> bank(net::tcp_network(loopback(), {{"dealer", nobody}}), "fraud", "bank", {});
    const auto words_of = [](auto& meeting, const char* peer) -> std::string {
        try {
            static_cast<void>(meeting.link(peer, "training", laws::patient()));
            return "";
        } catch (const transport_error& e) {
            return e.what();
        }
    };
    auto waiting = std::async(std::launch::async, [&] { return words_of(*parties.server, "shop"); });
    auto calling = std::async(std::launch::async, [&] { return words_of(bank, "dealer"); });
    CHECK(waiting.wait_for(std::chrono::milliseconds(30)) == std::future_status::timeout);
    parties.server->stop("holder_1 was lost");
    bank.stop("holder_2 was lost");
    CHECK(waiting.get() == "holder_1 was lost");
    CHECK(calling.get() == "holder_2 was lost");
    CHECK(words_of(*parties.server, "shop") == "holder_1 was lost");
}

TEST_CASE("net/meeting: who is refused is told what to fix, and so is the listener") {
    two_parties parties;
    CHECK(has(parties.call("other", "bank"), "this is server of run \"fraud\", the call is for run \"other\""));
    CHECK(has(parties.call("fraud", "bank", "dealer"), "this is server, not dealer: check the addresses"));
    CHECK(has(parties.call("fraud", "stranger"), "server expects no call from stranger: check the roles"));
    auto bank = parties.caller("bank");
    const auto waiting = bank.link("server", "training", laws::patient());
    CHECK(has(parties.call("fraud", "bank"), "bank is connected already for training: is it running twice?"));
    CHECK(parties.call("fraud", "bank", "server", "alignment").empty());
    CHECK(parties.call("fraud", "shop").empty());
    CHECK(has(parties.call("fraud", "shop", "server", "alignment"), "server expects no call from shop for alignment"));
    for (const auto* part : {"run \"other\"", "not dealer", "stranger", "running twice", "from shop for alignment"})
        CHECK(parties.at_server.without(part).empty());
}

TEST_CASE("net/meeting: words of a hostile caller reach a log as plain text only") {
    two_parties parties;
    CHECK(has(parties.call("a\nb\x1b[2J", "bank"), "the call is for run \"a?b?[2J\""));
    CHECK(parties.at_server.without("a?b?[2J").empty());
    CHECK_FALSE(has(parties.at_server.heard(), "\x1b"));
}

TEST_CASE("net/meeting: silent and garbled callers hold up nobody") {
    two_parties parties;
    std::vector<net::tcp_transport> silent;
    for (int i = 0; i < 10; ++i) silent.push_back(net::connect_tcp(parties.server_at, laws::patient()));
    auto garbled = net::connect_tcp(parties.server_at, laws::patient());
    laws::send_all(garbled, laws::pattern(5000));
    CHECK_THROWS_AS(laws::receive_all(garbled, 1), transport_error);
    CHECK(parties.at_server.without("magic").empty());
    CHECK(parties.call("fraud", "bank").empty());
}

TEST_CASE("net/meeting: over TLS a party cannot pass for another") {
    const support::authority made;
    using net::tls_pin;
    const auto pinned = [](const net::endpoint& at, const std::string& name) {
        return net::pinned_party{at, tls_pin::name(name + ".test")};
    };
    refusals at_server;
    net::tls_network network(loopback(), made.issue("server.test"),
                             {{"bank", pinned({}, "bank")}, {"shop", pinned({}, "shop")}});
    const auto server_at = network.at();
    net::meeting<net::tls_network> server(std::move(network), "fraud", "server", expected(), at_server.hear());
    const auto call = [&](const std::string& certificate, const std::string& self) -> std::string {
        net::meeting<net::tls_network> own(
            net::tls_network(loopback(), made.issue(certificate), {{"server", pinned(server_at, "server")}}), "fraud",
            self, {});
        try {
            static_cast<void>(own.link("server", "training", laws::patient()));
            return "";
        } catch (const spnn::error& e) {
            return e.what();
        }
    };
    CHECK(has(call("shop.test", "bank"), "the certificate is not that of bank"));
    CHECK(has(call("stranger.test", "bank"), "the other end refused the connection"));
    CHECK(at_server.without("is for stranger.test").empty());
    CHECK(call("bank.test", "bank").empty());
}

TEST_CASE("net/meeting: a purpose that nobody was told to expect is a mistake here, and a refusal there") {
    two_parties parties;
    CHECK_THROWS_WITH_AS(static_cast<void>(parties.server->link("shop", "alignment", laws::patient())),
                         "meeting: server was not told to expect shop for alignment", usage_error);
    CHECK_THROWS_AS(net::meeting<net::tcp_network>(net::tcp_network(loopback(), {}), "fraud", "server", {}, {},
                                                   {.callers_at_once = 0}),
                    usage_error);
}

TEST_CASE("net/meeting: a link that broke before it was wanted is handed out while something is left to hear") {
    two_parties parties;
    auto bank = parties.caller("bank");
    {
        auto leaving = bank.link("server", "training", laws::patient());
        laws::send_all(leaving, laws::pattern(100));
    }
    auto far = parties.server->link("bank", "training", laws::patient());
    CHECK((laws::receive_all(far, 100) == laws::pattern(100)));
    CHECK_THROWS_AS(laws::receive_all(far, 1), transport_error);
}

TEST_CASE("net/meeting: a call that breaks before it is admitted is made again, until its deadline") {
    net::tcp_listener listener(loopback());
    refusals at_bank;
    net::meeting<net::tcp_network> bank(net::tcp_network(loopback(), {{"server", listener.at()}}), "fraud", "bank", {},
                                        at_bank.hear());
    auto calling = std::async(std::launch::async, [&] { return bank.link("server", "training", laws::patient()); });
    for (int i = 0; i < 3; ++i) static_cast<void>(listener.accept(laws::patient()));
    auto far = listener.accept(laws::patient());
    net::answer_introduction(far, [](const net::introduction&) { return std::string(); }, laws::patient());
    auto near = calling.get();
    laws::send_all(far, laws::pattern(10));
    CHECK((laws::receive_all(near, 10) == laws::pattern(10)));
    CHECK(at_bank.without("a call to server for training broke and is tried again").empty());

    auto leaving = std::async(std::launch::async, [&] {
        for (;;) static_cast<void>(listener.accept(deadline::after(std::chrono::seconds(3))));
    });
    CHECK_THROWS_WITH_AS(static_cast<void>(bank.link("server", "training", deadline::after(std::chrono::seconds(1)))),
                         doctest::Contains("the other end is closed"), transport_error);
    CHECK_THROWS_AS(leaving.get(), transport_error);
}

TEST_CASE("net/meeting: a hearer of refusals that throws ends nothing") {
    net::tcp_network network(loopback(), {{"bank", {}}});
    const auto at = network.at();
    std::atomic<int> heard = 0;
    net::meeting<net::tcp_network> server(std::move(network), "fraud", "server", {{"bank", {"training"}}},
                                          [&](const std::string&) {
                                              ++heard;
                                              throw std::runtime_error("the log is full");
                                          });
    const auto call = [&](const std::string& run) {
        net::meeting<net::tcp_network> own(net::tcp_network(loopback(), {{"server", at}}), run, "bank", {});
        static_cast<void>(own.link("server", "training", laws::patient()));
    };
    CHECK_THROWS_AS(call("other"), protocol_error);
    CHECK_NOTHROW(call("fraud"));
    CHECK(heard == 1);
}

// What the process holds, by the system's account.
std::size_t entries_of(const char* directory) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}
std::size_t threads_here() { return entries_of("/proc/self/task"); }
std::size_t descriptors_here() { return entries_of("/proc/self/fd"); }
std::size_t resident_bytes() {
    std::size_t all = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// A plain socket to a listener, which does as it is told and costs one descriptor.
class plain_socket {
public:
    explicit plain_socket(const net::endpoint& to) {
        socket_.connect({boost::asio::ip::make_address(to.host), to.port});
        socket_.non_blocking(true);
    }
    // As many of the bytes as are taken before nothing has moved for 300 ms.
    std::size_t send(std::span<const std::byte> data) {
        std::size_t sent = 0;
        for (auto until = patience(); sent < data.size() && !until.passed();) {
            boost::system::error_code failed;
            const auto count = socket_.write_some(boost::asio::buffer(data.data() + sent, data.size() - sent), failed);
            if (failed && failed != boost::asio::error::would_block) break;
            sent += count;
            if (count > 0)
                until = patience();
            else
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return sent;
    }
    void receive(std::size_t size) {
        spnn::bytes in(size);
        socket_.non_blocking(false);
        boost::asio::read(socket_, boost::asio::buffer(in));
        socket_.non_blocking(true);
    }

private:
    static deadline patience() { return deadline::after(std::chrono::milliseconds(300)); }
    static boost::asio::io_context& io() {
        static boost::asio::io_context one;
        return one;
    }
    boost::asio::ip::tcp::socket socket_{io()};
};

// An introduction as it crosses the wire.
spnn::bytes wire_of(const net::introduction& i) {
    auto ends = net::make_memory_pair();
    net::channel<net::memory_transport> caller(std::move(ends.first), "server");
    const auto raw = i.store();
    caller.send_bytes<net::introduction_message>(0, raw);
    return laws::receive_all(ends.second, net::message_bytes(raw.size()));
}

// Whoever was admitted and is lost before it is wanted may come again, whatever it had said.
TEST_CASE("net/meeting: a link that broke while it waited locks nobody out, one that lives does") {
    for (const std::size_t said : {0U, 100U, 1U << 20}) {
        CAPTURE(said);
        two_parties parties;
        {
            plain_socket lost(parties.server_at);
            lost.send(wire_of({"fraud", "bank", "server", "training"}));
            lost.receive(net::message_bytes(0));  // admitted
            lost.send(laws::pattern(said));
        }
        auto bank = parties.caller("bank");
        auto near = again(bank, "training");
        CHECK(has(parties.call("fraud", "bank"), "is it running twice?"));
        laws::send_all(near, laws::pattern(100, 7));
        auto far = parties.server->link("bank", "training", laws::patient());
        CHECK((laws::receive_all(far, 100) == laws::pattern(100, 7)));
        near = bank.link("server", "alignment", laws::patient());
        CHECK(has(parties.call("fraud", "bank"), "is it running twice?"));  // claimed: whatever became of it
    }
}

TEST_CASE("net/meeting: of what a caller sends before it is wanted, no more than the stated bound is taken in") {
    two_parties parties;
    std::optional<net::any_transport> far;  // goes last: it waits for its peer to close
    plain_socket hostile(parties.server_at);
    CHECK(hostile.send(wire_of({"fraud", "bank", "server", "training"})) > 0);
    hostile.receive(net::message_bytes(0));  // admitted
    const auto data = laws::pattern(std::size_t{64} << 20);
    const auto before = resident_bytes();
    const auto sent = hostile.send(data);
    CHECK(sent < data.size());  // the rest is the kernel's buffers and ours
    CHECK(resident_bytes() < before + (std::size_t{8} << 20));
    far = parties.server->link("bank", "training", laws::patient());
    CHECK(
        (laws::receive_all(*far, sent) == spnn::bytes(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(sent))));
}

TEST_CASE("net/meeting: without a free descriptor the door says so once, and goes on when there are some again" *
          doctest::skip(is_sanitized)) {
    two_parties parties;
    std::vector<int> taken;
    rlimit before{};
    CHECK(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    auto little = before;
    little.rlim_cur = descriptors_here() + 64;
    CHECK(::setrlimit(RLIMIT_NOFILE, &little) == 0);
    for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) taken.push_back(fd);
    const auto began = deadline::clock::now();
    const auto heard = parties.at_server.without("Too many open files");
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // several tries
    const auto windows = (deadline::clock::now() - began) / net::detail::refusal_report::window + 1;
    for (const int fd : taken) ::close(fd);
    CHECK(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(heard.empty());
    std::size_t times = 0;
    const auto all = parties.at_server.heard();
    for (auto at = all.find("Too many"); at != std::string::npos; at = all.find("Too many", at + 1)) ++times;
    CHECK(times <= static_cast<std::size_t>(windows));
    CHECK(parties.call("fraud", "bank").empty());
}

// Connects more silent sockets than a meeting has places for, then calls.
template <class Call>
void gets_in_through_a_crowd(const net::endpoint& at, Call&& call) {
    std::list<plain_socket> crowd;
    for (int i = 0; i < 100; ++i) crowd.emplace_back(at);
    const auto until = laws::patient();
    call(until);
    CHECK(until.left() > std::chrono::seconds(30));
}

TEST_CASE("net/meeting: a crowd of silent connections does not keep a party out") {
    two_parties parties;
    auto bank = parties.caller("bank");
    gets_in_through_a_crowd(parties.server_at,
                            [&](deadline until) { CHECK_NOTHROW((void)bank.link("server", "training", until)); });
    CHECK(parties.at_server.without("a connection from 127.0.0.1 was dropped").empty());
}

TEST_CASE("net/meeting: a crowd of silent connections does not keep a party out, over TLS") {
    const support::authority made;
    const auto pinned = [](const net::endpoint& at, const std::string& name) {
        return net::pinned_party{at, net::tls_pin::name(name + ".test")};
    };
    net::tls_network network(loopback(), made.issue("server.test"), {{"bank", pinned({}, "bank")}});
    const auto at = network.at();
    net::meeting<net::tls_network> server(std::move(network), "fraud", "server", expected());
    net::meeting<net::tls_network> bank(
        net::tls_network(loopback(), made.issue("bank.test"), {{"server", pinned(at, "server")}}), "fraud", "bank", {});
    gets_in_through_a_crowd(at, [&](deadline until) { CHECK_NOTHROW((void)bank.link("server", "training", until)); });
}

TEST_SUITE("slow") {
    TEST_CASE("net/meeting: ten thousand hostile connections cost a bounded number of threads, descriptors and bytes") {
        two_parties parties;
        const auto right = wire_of({"fraud", "bank", "server", "training"});
        const std::vector<spnn::bytes> words{
            {},                                                           // silence
            spnn::bytes(right.begin(), right.begin() + 50),               // half an introduction
            laws::pattern(3000),                                          // garbage
            wire_of({"other", "bank", "server", "training"}),             // another run
            wire_of({"fraud", "bank", "server", std::string(150, 'x')}),  // another purpose
        };
        const auto honest = [&](const std::string& party) {
            return parties.call("fraud", party, "server", "training", deadline::after(std::chrono::minutes(10)));
        };
        constexpr std::size_t waves = 40, of_a_wave = 250;
        static_assert(waves * of_a_wave == 10'000);
        const auto threads = threads_here(), descriptors = descriptors_here(), bytes = resident_bytes();
        std::size_t most_threads = 0, most_descriptors = 0, most_bytes = 0;
        const auto began = deadline::clock::now();
        for (std::size_t wave = 0; wave < waves; ++wave) {
            std::list<plain_socket> open;
            for (std::size_t i = 0; i < of_a_wave; ++i) {
                open.emplace_back(parties.server_at);
                open.back().send(words[(wave + i) % words.size()]);
                if (i % 50 != 49) continue;
                most_threads = std::max(most_threads, threads_here() - threads);
                most_descriptors = std::max(most_descriptors, descriptors_here() - descriptors - open.size());
                most_bytes = std::max(most_bytes, resident_bytes() - std::min(bytes, resident_bytes()));
            }
            if (wave == waves / 2) CHECK(honest("shop").empty());
        }
        CHECK(honest("bank").empty());
        MESSAGE("threads ", most_threads, ", descriptors ", most_descriptors, ", bytes ", most_bytes, ", seconds ",
                std::chrono::duration<double>(deadline::clock::now() - began).count());
        CHECK(most_threads <= 2 * 32 + 8);
        CHECK(most_descriptors <= 4 * (32 + 1) + 8);
        if (!is_sanitized) CHECK(most_bytes < std::size_t{64} << 20);
        const auto heard = parties.at_server.heard();
        CHECK(std::count(heard.begin(), heard.end(), '\n') < 2000);
    }
}

}  // namespace
