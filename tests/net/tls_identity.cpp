#include <spnn/net/tls_identity.hpp>

#include <support/certificates.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <functional>

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

TEST_CASE("net/tls_identity: files that are no identity are refused, each by its name") {
    const support::authority made;
    const auto sound = made.issue("bank.test"), other = made.issue("processor.test");
    CHECK_NOTHROW(sound.check());
    const auto refusal = [&](const std::function<void(net::tls_identity&)>& change) {
        auto changed = sound;
        change(changed);
        return test::error_of<spnn::data_error>([&] { changed.check(); });
    };
    const auto key = sound.private_key.string(), chain = sound.certificate_chain.string();
    CHECK(refusal([](auto& i) { i.certificate_chain = "no/such/file"; }) == "no/such/file: cannot be read");
    CHECK(refusal([](auto& i) { i.private_key = "no/such/file"; }) == "no/such/file: cannot be read");
    CHECK(refusal([](auto& i) { i.authorities = "no/such/file"; }) == "no/such/file: cannot be read");
    CHECK(refusal([&](auto& i) { i.certificate_chain = key; }) == key + ": holds no PEM certificate");
    CHECK(refusal([&](auto& i) { i.authorities = key; }) == key + ": holds no PEM certificate");
    CHECK(refusal([&](auto& i) { i.private_key = other.private_key; }) ==
          other.private_key.string() + ": is not the key of " + chain);
    std::filesystem::permissions(chain, std::filesystem::perms::owner_read);
    CHECK(refusal([&](auto& i) { i.private_key = chain; }) == chain + ": holds no PEM private key");
    std::filesystem::permissions(key, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    CHECK(refusal([](auto&) {}) == key + ": this private key can be read by others: chmod 600 it");
}

TEST_CASE("net/tls_identity: a key behind a password is refused, and nobody is asked for one") {
    const support::authority made;
    const auto identity = made.issue("bank.test");
    for (const bool traditional : {false, true}) {
        made.protect(identity, "secret", traditional);
        CHECK(test::contains(test::error_of<spnn::data_error>([&] { identity.check(); }),
                             identity.private_key.string() + ": a password protects this private key"));
    }
}

}  // namespace
