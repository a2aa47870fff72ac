// net/tls_identity.hpp: who this party is on a TLS link, and who its peer must be.
//
// Neither has a default: an identity names its three files, a pin names the peer. A peer is accepted only when its
// certificate is signed by one of the authorities, is valid now, and fits the pin.

#pragma once

#include <spnn/core/error.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::net {

// A certificate that OpenSSL holds.
using certificate = std::shared_ptr<X509>;

namespace detail {

// A PEM file.
[[nodiscard]] inline std::unique_ptr<BIO, int (*)(BIO*)> open_pem(const std::filesystem::path& path) {
    std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(path.c_str(), "r"), BIO_free);
    require<data_error>(file != nullptr, path.string(), ": cannot be read");
    return file;
}

// Notes that a password was asked for, and gives none.
[[nodiscard]] inline int give_no_password(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

}  // namespace detail

// PEM files. `authorities`: the certificates that may have signed a peer's; for a self-signed peer, its own.
struct tls_identity {
    // This party's certificate, with those up to an authority; its key; the authorities.
    std::filesystem::path certificate_chain;
    std::filesystem::path private_key;
    std::filesystem::path authorities;

    // data_error that names the file: missing, unreadable, without what belongs there, a key that others than its owner
    // may read, that a password protects, or that is not the key of the certificate.
    void check() const {
        for (const auto* path : {&certificate_chain, &private_key, &authorities})
            require<data_error>(::access(path->c_str(), R_OK) == 0, path->string(), ": cannot be read");
        struct stat of_key{};
        require<data_error>(::stat(private_key.c_str(), &of_key) == 0 && (of_key.st_mode & (S_IRWXG | S_IRWXO)) == 0,
                            private_key.string(), ": this private key can be read by others: chmod 600 it");
        const auto first = [](const std::filesystem::path& path) {
            certificate found(PEM_read_bio_X509(detail::open_pem(path).get(), nullptr, nullptr, nullptr), X509_free);
            require<data_error>(found != nullptr, path.string(), ": holds no PEM certificate");
            return found;
        };
        static_cast<void>(first(authorities));
        const auto own = first(certificate_chain);
        bool asked = false;
        const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
            PEM_read_bio_PrivateKey(detail::open_pem(private_key).get(), nullptr, detail::give_no_password, &asked),
            EVP_PKEY_free);
        require<data_error>(!asked, private_key.string(),
                            ": a password protects this private key: write it without (openssl pkey -in this -out "
                            "another), readable by its owner alone");
        require<data_error>(key != nullptr, private_key.string(), ": holds no PEM private key");
        const bool belong = X509_check_private_key(own.get(), key.get()) == 1;
        ERR_clear_error();  // it would pass for one of a later call
        require<data_error>(belong, private_key.string(), ": is not the key of ", certificate_chain.string());
    }
};

// Which certificate a peer must show.
class tls_pin {
public:
    // The certificate is for this DNS name (subject alternative name, no wildcard).
    [[nodiscard]] static tls_pin name(std::string dns_name) {
        require<usage_error>(!dns_name.empty(), "tls pin: the name is empty");
        return tls_pin(std::move(dns_name), false);
    }
    // The certificate is this one: SHA-256 of its DER form, 64 hexadecimal digits, colons allowed.
    [[nodiscard]] static tls_pin sha256(std::string_view hex) {
        std::string digits;
        for (const char c : hex)
            if (c != ':') digits += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        const bool good = digits.size() == 64 && digits.find_first_not_of("0123456789abcdef") == std::string::npos;
        require<usage_error>(good, "tls pin: a SHA-256 has 64 hexadecimal digits, not \"", hex, "\"");
        return tls_pin(std::move(digits), true);
    }

    // Whether this is the certificate asked for; none never is.
    [[nodiscard]] bool fits(X509* shown) const {
        if (shown == nullptr) return false;
        if (is_digest_) return digest_of(shown) == value_;
        constexpr unsigned flags = X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
        return X509_check_host(shown, value_.data(), value_.size(), flags, nullptr) == 1;
    }

    // "the name bank.example" or "the SHA-256 ab01...".
    [[nodiscard]] std::string text_form() const { return (is_digest_ ? "the SHA-256 " : "the name ") + value_; }
    // Whether it pins a digest, and the digest or name.
    [[nodiscard]] bool is_digest() const { return is_digest_; }
    [[nodiscard]] const std::string& value() const { return value_; }

    // What sha256() takes.
    [[nodiscard]] static std::string digest_of(X509* shown) {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
        unsigned size = 0;
        require<error>(X509_digest(shown, EVP_sha256(), digest.data(), &size) == 1 && size == 32,
                       "tls: the digest of a certificate cannot be computed");
        std::string hex;
        for (unsigned i = 0; i < size; ++i) {
            constexpr std::string_view digits = "0123456789abcdef";
            hex += digits[digest[i] >> 4];
            hex += digits[digest[i] & 15];
        }
        return hex;
    }

private:
    tls_pin(std::string value, bool is_digest) : value_(std::move(value)), is_digest_(is_digest) {}

    std::string value_;
    bool is_digest_;
};

// The names in a certificate, for errors: "bank.example, www.bank.example".
[[nodiscard]] inline std::string names_in(X509* shown) {
    std::string names;
    auto* all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(shown, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; all != nullptr && i < sk_GENERAL_NAME_num(all); ++i) {
        const auto* one = sk_GENERAL_NAME_value(all, i);
        if (one->type != GEN_DNS) continue;
        const auto* raw = ASN1_STRING_get0_data(one->d.dNSName);
        const auto size = static_cast<std::size_t>(ASN1_STRING_length(one->d.dNSName));
        if (!names.empty()) names += ", ";
        names += printable({reinterpret_cast<const char*>(raw), size}, size);
    }
    GENERAL_NAMES_free(all);
    return names.empty() ? "no name" : names;
}

// Why the certificate fits none of the pins; empty when it fits one.
[[nodiscard]] inline std::string misfit(X509* shown, const std::vector<tls_pin>& allowed) {
    if (shown == nullptr) return "the peer has shown no certificate";
    if (std::any_of(allowed.begin(), allowed.end(), [&](const tls_pin& pin) { return pin.fits(shown); })) return "";
    return text("the peer's certificate is for ", names_in(shown), " (SHA-256 ", tls_pin::digest_of(shown),
                "), which is not ", allowed.size() == 1 ? allowed[0].text_form() : "that of a party of this run");
}

}  // namespace SPNN_NAMESPACE::net
