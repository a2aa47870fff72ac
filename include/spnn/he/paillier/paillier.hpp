// he/paillier/paillier.hpp: Paillier's additively homomorphic encryption, with the fast randomisers of Damgard,
// Jurik and Nielsen.
//
// Key: n = p q with p = q = 3 mod 4 and gcd(p - 1, q - 1) = 2; h = -x^2 mod n for a random x; h_s = h^n mod n^2.
// Encryption: c = (1 + m n) h_s^alpha mod n^2, alpha uniform of half the key's length. n^2 is twice as long as n:
// a plaintext of key_bits - 1 bits becomes a ciphertext of 2 key_bits bits.
//
// On the wire: a ciphertext as 2 key_bits bits, little end first; a public key as key_bits (32 bits), n, h_s.
//
// Assumed: decisional composite residuosity; that whoever made the key made it so. A receiver can check the
// range of n and h_s and that they are coprime, not that n is a product of two good primes or h_s of that form.
// Semi-honest: a ciphertext can be changed by anyone into one of a related plaintext, as it must.
//
// From: P. Paillier, EUROCRYPT 1999; I. Damgard, M. Jurik, J. Nielsen, "A generalization of Paillier's public-key
// system with applications to electronic voting", IJIS 2010, section 4.2.
//
// On a machine with AVX-512 IFMA eight ciphertexts are computed at once (he/batch.hpp), with the same results and under
// the same policies.
//
// By default time and look-ups depend on no secret (see he/paillier/policy.hpp), with two exceptions that
// happen once per key: the search for primes, and the check of a loaded secret key. Both also leave intermediate
// numbers unwiped in freed memory; the key itself is wiped.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/he/additive.hpp>
#include <spnn/he/packed.hpp>
#include <spnn/he/paillier/detail/constant_time.hpp>
#include <spnn/he/paillier/detail/decryption.hpp>
#include <spnn/he/paillier/detail/primes.hpp>
#include <spnn/he/paillier/detail/vartime.hpp>
#include <spnn/he/paillier/policy.hpp>

#include <limits>
#include <vector>

namespace SPNN_NAMESPACE::he {

template <class Integer = boost::multiprecision::mpz_int, PaillierPolicy Policy = constant_time>
struct paillier {
    static_assert(detail::is_gmp<Integer> || Policy::uses_vartime_arithmetic,
                  "he::paillier: powers of this integer type take time that depends on secrets; accept that with "
                  "the policy arithmetic_vartime, or use boost::multiprecision::mpz_int");

    static constexpr std::string_view name = "paillier";
    static constexpr bool is_private = true;
    static constexpr std::size_t default_key_bits = 3072;  // about 128-bit security
    static constexpr std::size_t max_key_bits = 16384;     // so that nobody is made to compute with more

    class public_key;
    class secret_key;
    class ciphertext;
    class encryptor;
    using plaintext = Integer;
    // What generate_keys makes.
    struct key_pair {
        public_key pub;
        secret_key sec;
    };

    // What a key of so many bits gives: n >= 2^(key_bits - 1), and a ciphertext is a number below n^2.
    [[nodiscard]] static constexpr std::size_t plaintext_bits_of(std::size_t key_bits) { return key_bits - 1; }
    [[nodiscard]] static constexpr std::size_t ciphertext_bytes_of(std::size_t key_bits) { return key_bits / 4; }

    // A fresh key of exactly `bits` bits. usage_error: fewer bits than the policy allows, more than max_key_bits,
    // or no multiple of 128.
    template <class G>
    [[nodiscard]] static key_pair generate_keys(std::size_t bits, G& random);
    template <class G>
    [[nodiscard]] static key_pair generate_keys(G& random) {
        return generate_keys(default_key_bits, random);
    }
    // The key of given primes and x, coprime to both. usage_error when they do not make a key as above;
    // that they are primes is the caller's word.
    [[nodiscard]] static key_pair keys_from(const Integer& p, const Integer& q, const Integer& x);

    // Encrypts the sum. Public: it hides nothing by itself but keeps hidden what is.
    [[nodiscard]] static ciphertext add(const public_key& pub, const ciphertext& a, const ciphertext& b) {
        return ciphertext(pub.checked(a) * pub.checked(b) % pub.n_squared_);
    }
    // Encrypts a + m. The quotient of the two ciphertexts shows m to whoever sees both: rerandomise, or
    // add an encryption of m instead.
    [[nodiscard]] static ciphertext add_plain(const public_key& pub, const ciphertext& a, const plaintext& m) {
        const auto& residues = pub.residues_;
        return ciphertext(
            residues.value(residues.product(residues.from(pub.checked(a)), residues.plain_factor(pub.checked(m)))));
    }
    // Encrypts a * m, in time that depends on pub.plaintext_bits() only. Like add_plain, it hides m from no one
    // who sees both ciphertexts and can guess m; a * 0 is the ciphertext 1. Rerandomise.
    [[nodiscard]] static ciphertext scale(const public_key& pub, const ciphertext& a, const plaintext& m) {
        return scale(pub, a, m, pub.plaintext_bits());
    }
    // The same for an m < 2^bits where `bits` is public: the fewer bits, the faster.
    [[nodiscard]] static ciphertext scale(const public_key& pub, const ciphertext& a, const plaintext& m,
                                          std::size_t bits) {
        require<usage_error>(bits >= 1 && detail::bit_length(pub.checked(m)) <= bits,
                             "paillier: the factor has more than the stated ", bits, " bits");
        const auto& residues = pub.residues_;
        return ciphertext(residues.value(residues.power(residues.from(pub.checked(a)), m, bits)));
    }

    // The plaintext, below n. A ciphertext under another key gives some number.
    [[nodiscard]] static plaintext decrypt(const secret_key& sec, const ciphertext& c) {
        return std::move(decrypt_all(sec, std::span(&c, 1)).front());
    }

    // he/batch.hpp: many at once. On a machine with AVX-512 IFMA eight take little longer than one.
    [[nodiscard]] static std::size_t batch_size() {
        return !is_vartime && best_tier<detail::residue_tier>() == detail::residue_tier::ifma ? 8 : 1;
    }
    [[nodiscard]] static std::vector<plaintext> decrypt_all(const secret_key& sec, std::span<const ciphertext> c) {
        return decrypt_all(sec, c, best_tier<detail::residue_tier>());
    }
    [[nodiscard]] static std::vector<ciphertext> load_all(const public_key& pub, std::span<const std::byte> in);
    // With what a test chooses to compute with; the plaintexts are the same. usage_error: the machine lacks it.
    [[nodiscard]] static std::vector<plaintext> decrypt_all(const secret_key& sec, std::span<const ciphertext> c,
                                                            detail::residue_tier tier) {
        require<usage_error>(detail::is_available(tier), no_such_tier);
        for (const auto& one : c)
            require<usage_error>(one.value_ > 0 && detail::bit_length(one.value_) <= 2 * sec.key_bits(),
                                 "paillier: this ciphertext does not belong to a key of ", sec.key_bits(), " bits");
        return sec.decryption_.decrypt(c, tier);
    }

    // usage_error: out.size() is not pub.ciphertext_bytes().
    static void store(const public_key& pub, const ciphertext& c, std::span<std::byte> out) {
        require<usage_error>(out.size() == pub.ciphertext_bytes(), "paillier: a ciphertext is stored in ",
                             pub.ciphertext_bytes(), " bytes, not ", out.size());
        detail::integer_to_bytes(pub.checked(c), out);
    }
    // protocol_error: a wrong length, or a number that is no ciphertext (not in 1 .. n^2 - 1, or not coprime to n).
    [[nodiscard]] static ciphertext load(const public_key& pub, std::span<const std::byte> in) {
        require<protocol_error>(in.size() == pub.ciphertext_bytes(), "paillier: a ciphertext has ",
                                pub.ciphertext_bytes(), " bytes, ", in.size(), " came");
        return std::move(load_all(pub, in).front());
    }

    [[nodiscard]] static bytes store_public_key(const public_key& pub);
    // protocol_error: bad lengths, n even or not of its stated length, h_s not in range, not coprime to n, or
    // 0, 1 or -1 mod n.
    [[nodiscard]] static public_key load_public_key(std::span<const std::byte> in);

    // Bytes of a stored secret key.
    [[nodiscard]] static std::size_t secret_key_bytes(const public_key& pub) { return pub.key_bits() / 8; }
    // p and q; the caller guards and wipes `out`, which has secret_key_bytes(pub) bytes.
    static void store_secret_key(const secret_key& sec, std::span<std::byte> out) {
        require<usage_error>(out.size() == sec.key_bits() / 8, "paillier: this secret key is stored in ",
                             sec.key_bits() / 8, " bytes, not ", out.size());
        detail::integer_to_bytes(sec.p_.declassify(), out.first(out.size() / 2));  // to the caller, who asked
        detail::integer_to_bytes(sec.q_.declassify(), out.last(out.size() / 2));
    }
    // data_error: not the secret key of `pub`, that is, p q != n, or not two primes (he/paillier/detail/primes.hpp).
    [[nodiscard]] static secret_key load_secret_key(const public_key& pub, std::span<const std::byte> in);

private:
    static constexpr std::string_view no_such_tier = "paillier: this machine has no AVX-512 IFMA, or may not use it";
    static constexpr std::string_view not_loaded = "paillier: the number that came is no ciphertext of this key";

    // What the assertion above refuses also goes here, so that it alone speaks.
    static constexpr bool is_vartime = Policy::uses_vartime_arithmetic || !detail::is_gmp<Integer>;
    using residues = std::conditional_t<is_vartime, detail::vartime_residues<Integer>, detail::constant_time_residues>;
    using decryption =
        std::conditional_t<is_vartime, detail::vartime_decryption<Integer>, detail::constant_time_decryption>;
    using powers = decltype(std::declval<const residues&>().table(std::declval<const Integer&>(), {}, {}));

    // Whether a key of so many bits may be used: whole limbs for each prime.
    [[nodiscard]] static bool is_key_size(std::size_t bits) {
        return bits >= Policy::min_key_bits && bits <= max_key_bits && bits % 128 == 0;
    }
    [[nodiscard]] static bool are_key_primes(const Integer& p, const Integer& q, std::size_t bits) {
        return detail::bit_length(p) == bits / 2 && detail::bit_length(q) == bits / 2 &&
               detail::bit_length(Integer(p * q)) == bits && integer_modulus(p, 4u) == 3u &&
               integer_modulus(q, 4u) == 3u && gcd(Integer(p - 1), Integer(q - 1)) == 2 &&
               detail::bit_length(Integer(abs(p - q))) > bits / 2 - 100;
    }
};

// n and h_s, checked by whoever makes one.
template <class Integer, PaillierPolicy Policy>
class paillier<Integer, Policy>::public_key {
public:
    [[nodiscard]] std::size_t key_bits() const { return bits_; }
    [[nodiscard]] std::size_t plaintext_bits() const { return plaintext_bits_of(bits_); }
    [[nodiscard]] std::size_t ciphertext_bytes() const { return ciphertext_bytes_of(bits_); }
    // The numbers of the file comment.
    [[nodiscard]] const Integer& n() const { return n_; }
    [[nodiscard]] const Integer& h_s() const { return h_s_; }
    friend bool operator==(const public_key& a, const public_key& b) { return a.n_ == b.n_ && a.h_s_ == b.h_s_; }

private:
    friend paillier;

    public_key(Integer n, Integer h_s)
        : n_(std::move(n)), n_squared_(n_ * n_), h_s_(std::move(h_s)), bits_(detail::bit_length(n_)), residues_(n_) {}

    // Cheap guards against values of another key; they look at lengths and at public numbers only.
    [[nodiscard]] const Integer& checked(const ciphertext& c) const {
        require<usage_error>(c.value_ > 0 && c.value_ < n_squared_, "paillier: this ciphertext belongs to another key");
        return c.value_;
    }
    [[nodiscard]] const Integer& checked(const plaintext& m) const {
        require<usage_error>(m >= 0 && detail::bit_length(m) <= plaintext_bits(),
                             "paillier: a plaintext is a number of 0 to ", plaintext_bits(), " bits");
        return m;
    }

    Integer n_, n_squared_, h_s_;
    std::size_t bits_;
    residues residues_;
};

// p and q and what decryption needs of them; wiped on destruction, never copied.
template <class Integer, PaillierPolicy Policy>
class paillier<Integer, Policy>::secret_key {
public:
    secret_key(secret_key&&) noexcept = default;
    secret_key& operator=(secret_key&&) noexcept = default;
    secret_key(const secret_key&) = delete;
    secret_key& operator=(const secret_key&) = delete;

    [[nodiscard]] std::size_t key_bits() const { return bits_; }

private:
    friend paillier;

    // p > q.
    secret_key(const Integer& p, const Integer& q)
        : p_(p), q_(q), bits_(2 * detail::bit_length(p)), decryption_(p, q) {}

    detail::secret_integer<Integer> p_, q_;
    std::size_t bits_;
    decryption decryption_;
};

// An element of Z_n^2*. Only a scheme makes one.
template <class Integer, PaillierPolicy Policy>
class paillier<Integer, Policy>::ciphertext {
public:
    // c itself.
    [[nodiscard]] const Integer& value() const { return value_; }
    friend bool operator==(const ciphertext& a, const ciphertext& b) { return a.value_ == b.value_; }

private:
    friend paillier;
    friend encryptor;

    explicit ciphertext(Integer value) : value_(std::move(value)) {}

    Integer value_;
};

// Encrypts under one public key, by a table of powers of h_s that is built here, once. Immutable: any number of
// threads may share one, each with its own source of randomness.
template <class Integer, PaillierPolicy Policy>
class paillier<Integer, Policy>::encryptor {
public:
    explicit encryptor(const public_key& pub) : encryptor(pub, best_tier<detail::residue_tier>()) {}
    // With what a test chooses to compute with; the ciphertexts are the same. usage_error: the machine lacks it.
    encryptor(const public_key& pub, detail::residue_tier tier)
        : pub_(pub), exponent_bits_(Policy::exponent_bits(pub.key_bits())), table_(table_for(pub, tier)) {}

    // A fresh encryption of m < 2^plaintext_bits(). Takes exponent_bits / 8 bytes of randomness.
    template <class G>
    [[nodiscard]] ciphertext encrypt(const plaintext& m, G& random) const {
        return std::move(encrypt_all(std::span(&m, 1), std::span(&random, 1)).front());
    }
    // The same of many plaintexts (he/batch.hpp), m[i] with randomness from random[i].
    template <class G>
    [[nodiscard]] std::vector<ciphertext> encrypt_all(std::span<const plaintext> m, std::span<G> random) const {
        static_assert(may_hide_secrets<G>());
        require<usage_error>(m.size() == random.size(), "paillier: ", m.size(), " plaintexts to encrypt with ",
                             random.size(), " sources of randomness");
        std::vector<residue> x;
        for (const auto& one : m) x.push_back(pub_.residues_.plain_factor(pub_.checked(one)));
        return randomised(x, random);
    }
    // Another ciphertext of the same plaintext, which nobody without the secret key can link to c.
    template <class G>
    [[nodiscard]] ciphertext rerandomise(const ciphertext& c, G& random) const {
        static_assert(may_hide_secrets<G>());
        std::vector<residue> x{pub_.residues_.from(pub_.checked(c))};
        return std::move(randomised(x, std::span(&random, 1)).front());
    }

    // The key it encrypts under; bytes that the table takes.
    [[nodiscard]] const public_key& key() const { return pub_; }
    [[nodiscard]] std::size_t table_bytes() const { return table_.table_bytes(); }

private:
    using residue = typename residues::residue;

    [[nodiscard]] static powers table_for(const public_key& pub, detail::residue_tier tier) {
        require<usage_error>(detail::is_available(tier), no_such_tier);
        const auto bits = Policy::exponent_bits(pub.key_bits());
        return pub.residues_.table(pub.h_s_, {bits, Policy::window, !Policy::reads_table_by_index}, tier);
    }

    template <CryptographicRandomSource G>
    [[nodiscard]] std::vector<ciphertext> randomised(std::vector<residue>& x, std::span<G> random) const {
        std::vector<detail::wiped_words> alpha(x.size(), detail::wiped_words((exponent_bits_ + 63) / 64));
        for (std::size_t i = 0; i < x.size(); ++i) random[i].fill(std::as_writable_bytes(std::span(alpha[i])));
        table_.times_powers(x, alpha);
        std::vector<ciphertext> out;
        for (const auto& one : x) out.push_back(ciphertext(pub_.residues_.value(one)));
        return out;
    }

    public_key pub_;
    std::size_t exponent_bits_;
    powers table_;
};

template <class Integer, PaillierPolicy Policy>
template <class G>
auto paillier<Integer, Policy>::generate_keys(std::size_t bits, G& random) -> key_pair {
    static_assert(may_hide_secrets<G>());
    require<usage_error>(is_key_size(bits), "paillier: a key of ", bits, " bits was asked for, expected ",
                         Policy::min_key_bits, " to ", max_key_bits, " in steps of 128");
    const auto p = detail::random_prime<Integer>(bits / 2, random);
    for (;;) {
        const auto q = detail::random_prime<Integer>(bits / 2, random);
        if (!are_key_primes(p.declassify(), q.declassify(), bits)) continue;
        const Integer n = p.declassify() * q.declassify();  // public from here on
        Integer x = detail::random_below<Integer>(n, random);
        while (gcd(x, n) != 1) x = detail::random_below<Integer>(n, random);
        return keys_from(p.declassify(), q.declassify(), x);
    }
}

template <class Integer, PaillierPolicy Policy>
auto paillier<Integer, Policy>::keys_from(const Integer& p, const Integer& q, const Integer& x) -> key_pair {
    const Integer n = p * q;
    require<usage_error>(is_key_size(detail::bit_length(n)) && are_key_primes(p, q, detail::bit_length(n)),
                         "paillier: p and q do not make a key");
    require<usage_error>(x > 0 && x < n && gcd(x, n) == 1, "paillier: x must be below n and coprime to it");
    const Integer h = n - x * x % n;
    Integer h_s = powm(h, n, Integer(n * n));
    return {public_key(n, std::move(h_s)), p > q ? secret_key(p, q) : secret_key(q, p)};
}

// All are coprime to n when their product is.
template <class Integer, PaillierPolicy Policy>
auto paillier<Integer, Policy>::load_all(const public_key& pub, std::span<const std::byte> in)
    -> std::vector<ciphertext> {
    const auto bytes = pub.ciphertext_bytes();
    require<protocol_error>(in.size() % bytes == 0, "paillier: a ciphertext has ", bytes, " bytes, ", in.size(),
                            " came for several");
    std::vector<ciphertext> out;
    Integer product = 1;
    for (; !in.empty(); in = in.subspan(bytes)) {
        const auto& value = out.emplace_back(ciphertext(detail::integer_from_bytes<Integer>(in.first(bytes)))).value_;
        require<protocol_error>(value > 0 && value < pub.n_squared_, not_loaded);
        product = product * (value % pub.n_) % pub.n_;
    }
    require<protocol_error>(gcd(product, pub.n_) == 1, not_loaded);
    return out;
}

template <class Integer, PaillierPolicy Policy>
bytes paillier<Integer, Policy>::store_public_key(const public_key& pub) {
    byte_writer out;
    out.scalar(static_cast<std::uint32_t>(pub.key_bits()));
    bytes numbers(3 * pub.key_bits() / 8);
    detail::integer_to_bytes(pub.n_, std::span(numbers).first(pub.key_bits() / 8));
    detail::integer_to_bytes(pub.h_s_, std::span(numbers).subspan(pub.key_bits() / 8));
    out.array(std::span<const std::byte>(numbers));
    return out.take();
}

template <class Integer, PaillierPolicy Policy>
auto paillier<Integer, Policy>::load_public_key(std::span<const std::byte> in) -> public_key {
    require<protocol_error>(in.size() >= sizeof(std::uint32_t), "paillier: a public key of ", in.size(), " bytes came");
    byte_reader reader(in);
    const std::size_t bits = reader.whole<std::uint32_t>("key bits", 0, std::numeric_limits<std::uint32_t>::max());
    require<protocol_error>(is_key_size(bits), "paillier: a public key of ", bits, " bits came, expected ",
                            Policy::min_key_bits, " to ", max_key_bits, " in steps of 128");
    require<protocol_error>(reader.left() == 3 * bits / 8, "paillier: a public key of ", bits, " bits has ",
                            3 * bits / 8, " bytes of numbers, ", reader.left(), " came");
    auto n = detail::integer_from_bytes<Integer>(reader.take(bits / 8, "n"));
    require<protocol_error>(detail::bit_length(n) == bits && bit_test(n, 0) && !detail::has_small_factor(n),
                            "paillier: the n that came is no product of two large primes");
    auto h_s = detail::integer_from_bytes<Integer>(reader.take(2 * bits / 8, "h_s"));
    const Integer h = h_s % n;  // at 1 and -1 h_s would hide nothing
    require<protocol_error>(h_s < n * n && gcd(h, n) == 1 && h != 1 && h != n - 1,
                            "paillier: the h_s that came is out of range");
    return public_key(std::move(n), std::move(h_s));
}

template <class Integer, PaillierPolicy Policy>
auto paillier<Integer, Policy>::load_secret_key(const public_key& pub, std::span<const std::byte> in) -> secret_key {
    require<data_error>(in.size() == secret_key_bytes(pub), "paillier: a secret key has ", secret_key_bytes(pub),
                        " bytes, ", in.size(), " came");
    const detail::secret_integer<Integer> p(detail::integer_from_bytes<Integer>(in.first(in.size() / 2)));
    const detail::secret_integer<Integer> q(detail::integer_from_bytes<Integer>(in.last(in.size() / 2)));
    require<data_error>(p.declassify() > q.declassify() && p.declassify() * q.declassify() == pub.n_ &&
                            are_key_primes(p.declassify(), q.declassify(), pub.key_bits()),
                        "paillier: this is not the secret key of that public key");
    crypto::os_random random;
    require<data_error>(detail::is_prime(p.declassify(), random) && detail::is_prime(q.declassify(), random),
                        "paillier: a factor of this secret key is no prime");
    return secret_key(p.declassify(), q.declassify());
}

static_assert(AdditiveHe<paillier<>>);

}  // namespace SPNN_NAMESPACE::he
