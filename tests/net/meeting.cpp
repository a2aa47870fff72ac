#include <laws/transport.hpp>

#include <spnn/net/meeting.hpp>
#include <spnn/net/network/tcp.hpp>
#include <spnn/net/network/tls.hpp>

#include <support/certificates.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;
using spnn::deadline;
using spnn::protocol_error;
using spnn::transport_error;

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

net::endpoint loopback() { return {"127.0.0.1", 0}; }

struct two_parties {
    refusals at_server;
    net::endpoint server_at;
    std::optional<net::meeting<net::tcp_network>> server;

    two_parties() {
        net::tcp_network network(loopback(), {{"bank", {}}, {"shop", {}}});
        server_at = network.at();
        server.emplace(std::move(network), "fraud", "server", std::set<std::string>{"bank", "shop"}, at_server.hear());
    }

    // The sentence that a call of `self` in `run` to "server" ends with; empty when it is admitted.
    std::string call(const std::string& run, const std::string& self, const std::string& to = "server",
                     const std::string& purpose = "training") const {
        net::tcp_network network(loopback(), {{to, server_at}});
        net::meeting<net::tcp_network> own(std::move(network), run, self, {});
        try {
            static_cast<void>(own.link(to, purpose, laws::patient()));
            return "";
        } catch (const protocol_error& e) {
            return e.what();
        }
    }
};

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
    CHECK_NOTHROW(
        static_cast<void>(parties.server->link("bank", "training", deadline::after(std::chrono::seconds(0)))));
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
    CHECK(parties.call("fraud", "bank").empty());
    CHECK(has(parties.call("fraud", "bank"), "bank is connected already for training: is it running twice?"));
    CHECK(parties.call("fraud", "bank", "server", "alignment").empty());
    CHECK(parties.call("fraud", "shop").empty());
    for (const auto* part : {"run \"other\"", "not dealer", "stranger", "running twice"})
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
    net::meeting<net::tls_network> server(std::move(network), "fraud", "server", {"bank", "shop"}, at_server.hear());
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
    CHECK(has(call("stranger.test", "bank"), "the other end is closed"));
    CHECK(at_server.without("is for stranger.test").empty());
    CHECK(call("bank.test", "bank").empty());
    CHECK_NOTHROW(static_cast<void>(server.link("bank", "training", laws::patient())));
}

}  // namespace
