// Paillier with keys of 2048 bits: milliseconds to encrypt and decrypt a ciphertext, by the default policy and by the
// fastest named one, and the floor.

#include "rows.hpp"

#include <floors/paillier.hpp>

#include <spnn/crypto/os_random.hpp>
#include <spnn/he/paillier/paillier.hpp>

#include <optional>
#include <random>

namespace {

using namespace performance;
using integer = boost::multiprecision::mpz_int;
using safe = spnn::he::paillier<>;
using fast = spnn::he::paillier<integer, spnn::he::short_exponent_448<spnn::he::table_read_vartime<>>>;

constexpr std::size_t key_bits = 2048, ciphertexts = 64;

// What one policy takes for many ciphertexts under one key.
template <class Scheme>
class policy {
public:
    explicit policy(const char* name)
        : name_(name), keys_(make_keys(name)), start_(std::chrono::steady_clock::now()), encryptor_(keys_.pub) {
        const auto took = std::chrono::steady_clock::now() - start_;
        add("setup.paillier.table", std::chrono::duration<double, std::milli>(took).count(), "ms", parameters());
        for (std::size_t i = 0; i < ciphertexts; ++i) {
            messages_.emplace_back(1000 + i);
            random_.emplace_back(spnn::crypto::seed{}, i);
        }
        encrypt();
    }

    [[nodiscard]] std::string parameters() const { return spnn::text("policy=", name_, ";tier=", tier()); }

    void contend(std::vector<contender>& contenders) {
        const auto each = [](auto&& body) { return seconds_of(body) * 1e3 / static_cast<double>(ciphertexts); };
        contenders.push_back({"paillier.encrypt", "ms", parameters(), [=, this] { return each([&] { encrypt(); }); }});
        contenders.push_back({"paillier.decrypt", "ms", parameters(), [=, this] { return each([&] { decrypt(); }); }});
    }

private:
    using plaintext = typename Scheme::plaintext;
    using ciphertext = typename Scheme::ciphertext;

    [[nodiscard]] static typename Scheme::key_pair make_keys(const char* name) {
        spnn::crypto::os_random random;
        std::optional<typename Scheme::key_pair> keys;
        const double seconds = seconds_of([&] { keys.emplace(Scheme::generate_keys(key_bits, random)); });
        add("setup.paillier.keys", seconds * 1e3, "ms", spnn::text("policy=", name, ";tier=", tier()));
        return std::move(*keys);
    }

    // Many at once where the scheme can, as the protocol `encrypted` does.
    void encrypt() {
        if constexpr (requires { encryptor_.encrypt_all(std::span<const plaintext>(messages_), std::span(random_)); }) {
            encrypted_ = encryptor_.encrypt_all(std::span<const plaintext>(messages_), std::span(random_));
        } else {
            encrypted_.clear();
            for (std::size_t i = 0; i < ciphertexts; ++i)
                encrypted_.push_back(encryptor_.encrypt(messages_[i], random_[i]));
        }
    }
    void decrypt() {
        if constexpr (requires { Scheme::decrypt_all(keys_.sec, std::span<const ciphertext>(encrypted_)); }) {
            decrypted_ = Scheme::decrypt_all(keys_.sec, std::span<const ciphertext>(encrypted_));
        } else {
            decrypted_.clear();
            for (const auto& c : encrypted_) decrypted_.push_back(Scheme::decrypt(keys_.sec, c));
        }
        spnn::require<spnn::error>(decrypted_ == messages_, "wrongly decrypted");
    }

    const char* name_;
    typename Scheme::key_pair keys_;
    std::chrono::steady_clock::time_point start_;
    typename Scheme::encryptor encryptor_;
    std::vector<plaintext> messages_, decrypted_;
    std::vector<spnn::crypto::prg> random_;  // one for each message
    std::vector<ciphertext> encrypted_;
};

#if SPNN_X86

// A prime of 1024 bits; good enough for timing.
[[nodiscard]] integer some_prime(std::mt19937_64& random) {
    integer p = 0;
    for (int i = 0; i < 16; ++i) p = (p << 64) + random();
    bit_set(p, 1023);
    bit_set(p, 1022);
    mpz_nextprime(p.backend().data(), p.backend().data());
    return p;
}

class floor_policy {
public:
    floor_policy()
        : random_(1),
          p_(some_prime(random_)),
          q_(some_prime(random_)),
          n_(p_ * q_),
          h_s_(floors::power_modulo(n_ - 12345 * 12345, n_, n_ * n_)),
          encryptions_(n_, h_s_),
          decryptions_(p_, q_) {
        for (std::size_t l = 0; l < floors::lanes_of_words; ++l) factors_.set(l, 1 + (1000 + l) * n_);
        check();
    }

    void contend(std::vector<contender>& contenders) {
        const auto each = [](auto&& body) {
            return seconds_each(body) * 1e3 / static_cast<double>(floors::lanes_of_words);
        };
        contenders.push_back({"paillier.encrypt.floor", "ms", "", [=, this] { return each([&] { encrypt(); }); }});
        contenders.push_back({"paillier.decrypt.floor", "ms", "",
                              [=, this] { return each([&] { decryptions_.decrypt(ciphertexts_, plaintexts_); }); }});
    }

private:
    void encrypt() {
        for (auto& lane : exponents_)
            for (auto& byte : lane) byte = static_cast<std::uint8_t>(random_());
        encryptions_.encrypt(factors_, exponents_, encrypted_);
    }

    // Beside GMP's own power; and what was encrypted comes back.
    void check() {
        encrypt();
        for (std::size_t l = 0; l < floors::lanes_of_words; ++l) {
            integer exponent = 0;
            for (std::size_t i = exponents_[l].size(); i-- > 0;) exponent = (exponent << 8) + exponents_[l][i];
            const integer square = n_ * n_;
            ciphertexts_[l] = floors::power_modulo(h_s_, exponent, square) * (1 + (1000 + l) * n_) % square;
            expect(encrypted_.get(l) % square == ciphertexts_[l], "encryption");
        }
        decryptions_.decrypt(ciphertexts_, plaintexts_);
        for (std::size_t l = 0; l < floors::lanes_of_words; ++l) expect(plaintexts_[l] == 1000 + l, "decryption");
    }

    std::mt19937_64 random_;
    integer p_, q_, n_, h_s_;
    floors::eight_encryptions encryptions_;
    floors::eight_decryptions decryptions_;
    floors::eight<floors::eight_encryptions::digits> factors_, encrypted_;
    floors::eight_encryptions::exponents exponents_{};
    std::array<integer, floors::lanes_of_words> ciphertexts_, plaintexts_;
};

#endif

void compare(std::size_t repetitions) {
    policy<safe> by_default("default");
    policy<fast> fastest("fast");
    std::vector<contender> contenders;
    by_default.contend(contenders);
    fastest.contend(contenders);
#if SPNN_X86
    std::optional<floor_policy> floor;
    if (floors::has_ifma()) floor.emplace().contend(contenders);
#endif
    if (!floors::has_ifma()) {
        add_text("paillier.encrypt.floor", "no AVX-512 IFMA here or SPNN_CPU forbids it", "missing");
        add_text("paillier.decrypt.floor", "no AVX-512 IFMA here or SPNN_CPU forbids it", "missing");
    }
    alternate(repetitions, contenders);
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t repetitions = 3;
    return run(
        argc, argv, "Paillier with keys of 2048 bits",
        [&](CLI::App& app) { app.add_option("--repetitions", repetitions, "rows of each"); },
        [&] { compare(repetitions); });
}
