#include <spnn/net/tls_identity.hpp>

#include <support/certificates.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;
using net::tls_pin;

net::certificate load(const net::tls_identity& of) {
    std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(of.certificate_chain.c_str(), "r"), std::fclose);
    return {PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free};
}

TEST_CASE("net/tls_identity: a pin by name fits that name alone") {
    const support::authority made;
    const auto shown = load(made.issue("bank.test"));
    CHECK(tls_pin::name("bank.test").fits(shown.get()));
    CHECK(tls_pin::name("BANK.test").fits(shown.get()));  // DNS names have no case
    for (const auto* other : {"bank", "a.bank.test", "test", "bank.test.example", "ban.test"})
        CHECK_FALSE(tls_pin::name(other).fits(shown.get()));
    CHECK(net::names_in(shown.get()) == "bank.test");
}

TEST_CASE("net/tls_identity: a pin by digest fits that certificate alone") {
    const support::authority made;
    const auto identity = made.issue("bank.test");
    const auto shown = load(identity);
    const auto digest = tls_pin::digest_of(shown.get());
    CHECK(digest.size() == 64);
    CHECK(tls_pin::sha256(digest).fits(shown.get()));
    const auto again = load(made.issue("bank.test"));  // the same name, another key
    CHECK_FALSE(tls_pin::sha256(digest).fits(again.get()));
    CHECK(tls_pin::sha256(digest).text_form() == "the SHA-256 " + digest);
    CHECK(tls_pin::name("x").text_form() == "the name x");
}

}  // namespace
