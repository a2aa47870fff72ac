// he/rlwe/sum.hpp: encryption for sums by ring learning with errors: the default cipher for adding up what several
// parties hold (SumHe, he/sum.hpp). Exact: what is decrypted is the sum, whatever the coins (he/rlwe/sum_layout.hpp).
//
// Ring: polynomials of N coefficients modulo X^N + 1 and Q. The owner draws, for i = 1 .. w, secrets s_i and errors
// e_i, and tells a seed of a uniform polynomial a and b_i = -a s_i + e_i. A message m_1, .. of w or fewer polynomials
// of values is encrypted with one secret u and fresh errors as
//   c1 = a u + f,      c0_i = b_i u + g_i + 2^shift m_i,
// and c0_i + c1 s_i = 2^shift m_i + e_i u + g_i + f s_i, of which the last three terms are small.
//
// Hides what it holds when ring learning with errors is hard in that ring: with b_i exchanged for uniform polynomials
// (w steps) the c0_i and c1 are w + 1 samples of the secret u (Lyubashevsky, Peikert, Regev, EUROCRYPT 2010; one mask
// for many messages: Peikert, Vaikuntanathan, Waters, CRYPTO 2008).
//
// The owner learns the sum alone, without flooding: every step is linear, with the whole number 2^shift, and nothing
// wraps. So what the owner receives is a function of the sum and of coins that are independent of the values. That
// would fail for scaling by Q / t with rounding, for sums that wrap, and for values cut into digits.
//
// Wire: the seed and the b_i, once; a message is c1, then each c0_i, limb after limb, packed
// (he/rlwe/packed_residues.hpp). b_i and c1 are sent as values at the roots of unity, which saves transforms. Nothing
// names a parameter: both sides have the layout.
//
// An encryption draws one seed from the source it is given, and u, f and the g_i are streams 0, 1 and 2 + i of it. No
// time and no address depends on a value, a secret or a coin, but for the time of finding that a value is out of range.
// The owner is taken to be semi-honest: nothing proves that a b_i was made as stated.

#pragma once

#include <spnn/crypto/os_random.hpp>
#include <spnn/he/rlwe/detail/sum_passes.hpp>
#include <spnn/he/rlwe/packed_residues.hpp>
#include <spnn/he/rlwe/rns.hpp>
#include <spnn/he/rlwe/sampler.hpp>
#include <spnn/he/rlwe/sum_layout.hpp>
#include <spnn/he/sum.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::he {

// The scheme; all of its types follow from a layout.
struct rlwe_sum {
    static constexpr std::string_view name = "rlwe";
    static constexpr bool is_private = true;

    using layout = rlwe::sum_layout;

    // usage_error, which names the numbers: no secure ring is large enough, or a level other than 128.
    [[nodiscard]] static layout make_layout(const sum_bounds& bounds, std::size_t security_bits) {
        return {bounds, security_bits};
    }

private:
    // What all keys of a layout share.
    struct context {
        explicit context(const layout& from) : sizes(from), ring(from.ring()), composition(ring) {}
        [[nodiscard]] std::size_t n() const { return sizes.ring().n; }
        [[nodiscard]] std::size_t limbs() const { return sizes.ring().limbs; }

        layout sizes;
        rlwe::ring ring;
        rlwe::composition composition;
    };
    using context_handle = std::shared_ptr<const context>;

public:
    class public_key {
    public:
        // What it was made for.
        [[nodiscard]] const layout& sizes() const { return context_->sizes; }
        friend bool operator==(const public_key& a, const public_key& b) {
            return a.sizes() == b.sizes() && a.seed_ == b.seed_ && a.b_ == b.b_;
        }

    private:
        friend rlwe_sum;
        public_key(context_handle of, const rlwe::public_seed& seed)
            : context_(std::move(of)),
              seed_(seed),
              b_(context_->sizes.polynomials() * context_->limbs() * context_->n()) {}
        [[nodiscard]] std::span<std::uint64_t> b(std::size_t i, std::size_t limb) {
            return std::span(b_).subspan((i * context_->limbs() + limb) * context_->n(), context_->n());
        }
        [[nodiscard]] std::span<const std::uint64_t> b(std::size_t i, std::size_t limb) const {
            return std::span(b_).subspan((i * context_->limbs() + limb) * context_->n(), context_->n());
        }
        [[nodiscard]] rlwe::words a(std::size_t limb) const {
            rlwe::words values(context_->n());
            rlwe::uniform(seed_, limb, context_->ring.field(limb), values);
            return values;
        }

        context_handle context_;
        rlwe::public_seed seed_;
        rlwe::words b_;
    };

    // Move-only and wiped.
    class secret_key {
    public:
        secret_key(secret_key&&) noexcept = default;
        secret_key& operator=(secret_key&&) noexcept = default;
        secret_key(const secret_key&) = delete;
        secret_key& operator=(const secret_key&) = delete;
        ~secret_key() = default;

    private:
        friend rlwe_sum;
        explicit secret_key(context_handle of) : context_(std::move(of)) {}

        context_handle context_;
        std::vector<rlwe::factors> s_;  // of polynomial i and limb l at place i limbs + l
    };

    // What generate_keys makes.
    struct key_pair {
        public_key pub;
        secret_key sec;
    };

    // Residues in the order of the wire.
    class ciphertext {
    public:
        // Values in it.
        [[nodiscard]] std::size_t values() const { return values_; }
        friend bool operator==(const ciphertext&, const ciphertext&) = default;

    private:
        friend rlwe_sum;
        ciphertext(std::size_t values, std::size_t words) : values_(values), residues_(words) {}
        std::size_t values_;
        rlwe::words residues_;
    };

    class encryptor {
    public:
        explicit encryptor(const public_key& pub) : context_(pub.context_) {
            const auto& all = *context_;
            for (std::size_t l = 0; l < all.limbs(); ++l) a_.push_back(all.ring.limb(l).prepare(pub.a(l)));
            for (std::size_t i = 0; i < all.sizes.polynomials(); ++i)
                for (std::size_t l = 0; l < all.limbs(); ++l) b_.push_back(all.ring.limb(l).prepare(pub.b(i, l)));
        }

        // usage_error: more values than a message has; range_error: one is beyond part_limit.
        template <class G>
        [[nodiscard]] ciphertext encrypt(std::span<const int128> values, G& random, const workers& threads = {}) const {
            static_assert(may_hide_secrets<G>());
            return encrypt_with(crypto::prg_key(crypto::fresh_seed(random)), values, threads);
        }

    private:
        [[nodiscard]] ciphertext encrypt_with(const crypto::prg_key& coins, std::span<const int128> values,
                                              const workers& threads) const {
            const auto& all = *context_;
            require_message(all.sizes, values.size());
            const auto runs = runs_of(all.sizes, values.size());
            ciphertext c(values.size(), values.empty() ? 0 : runs.back().at + runs.back().count);
            if (values.empty()) return c;
            const auto residues = std::span(c.residues_);
            const std::size_t n = all.n(), limbs = all.limbs();

            rlwe::words u(limbs * n);
            rlwe::signed_words small(n), errors(n);
            auto of_u = coins.stream(0), of_f = coins.stream(1);
            rlwe::ternary(of_u, small);
            rlwe::binomial(of_f, errors);
            for (std::size_t l = 0; l < limbs; ++l) {
                const auto& limb = all.ring.limb(l);
                const auto mask = std::span(u).subspan(l * n, n), c1 = residues.subspan(l * n, n);
                rlwe::detail::to_residues(limb.field(), small, mask);
                limb.forward(mask);
                rlwe::words product(mask.begin(), mask.end());
                limb.multiply(product, a_[l]);
                rlwe::detail::to_residues(limb.field(), errors, c1);
                limb.forward(c1);
                rlwe::detail::add_residues(limb.field(), c1, product);
            }
            parallel_for(threads, all.sizes.polynomials_of(values.size()), [&](std::size_t i) {
                const auto part = values.subspan(i * n, std::min(n, values.size() - i * n));
                rlwe::signed_words own(n);
                auto of_g = coins.stream(2 + i);
                rlwe::binomial(of_g, own);
                const rlwe::detail::scaled_values scaled(part, all.sizes.bounds().part_limit, all.sizes.shift());
                rlwe::words product(n);
                for (std::size_t l = 0; l < limbs; ++l) {
                    const auto& limb = all.ring.limb(l);
                    std::copy_n(u.begin() + static_cast<std::ptrdiff_t>(l * n), n, product.begin());
                    limb.multiply(product, b_[i * limbs + l]);
                    limb.back(product);
                    const auto& run = runs[(1 + i) * limbs + l];
                    scaled.add(limb.field(), product, own, residues.subspan(run.at, run.count));
                }
            });
            return c;
        }

        context_handle context_;
        std::vector<rlwe::factors> a_, b_;  // b of polynomial i and limb l at place i limbs + l
    };

    template <class G>
    [[nodiscard]] static key_pair generate_keys(const layout& sizes, G& random) {
        static_assert(may_hide_secrets<G>());
        rlwe::public_seed seed;
        random.fill(seed.bytes);
        return keys_from(sizes, seed, crypto::prg_key(crypto::fresh_seed(random)));
    }

    [[nodiscard]] static bytes store_public_key(const public_key& pub) {
        const auto& all = *pub.context_;
        bytes out(all.sizes.most_key_bytes());
        auto rest = std::copy(pub.seed_.bytes.begin(), pub.seed_.bytes.end(), out.begin());
        for_each_key_limb(all, [&](std::size_t i, std::size_t l, std::size_t size) {
            rlwe::pack_residues(all.ring.field(l), pub.b(i, l), std::span(rest, size));
            rest += static_cast<std::ptrdiff_t>(size);
        });
        return out;
    }
    // protocol_error: these are no public key of this layout.
    [[nodiscard]] static public_key load_public_key(const layout& sizes, std::span<const std::byte> in) {
        require<protocol_error>(in.size() == sizes.most_key_bytes(), "rlwe_sum: a public key of ", in.size(),
                                " bytes came, this one has ", sizes.most_key_bytes());
        rlwe::public_seed seed;
        std::copy_n(in.begin(), seed.bytes.size(), seed.bytes.begin());
        in = in.subspan(seed.bytes.size());
        public_key pub(std::make_shared<const context>(sizes), seed);
        const auto& all = *pub.context_;
        for_each_key_limb(all, [&](std::size_t i, std::size_t l, std::size_t size) {
            rlwe::unpack_residues(all.ring.field(l), in.first(size), pub.b(i, l));
            in = in.subspan(size);
        });
        return pub;
    }

    // usage_error: not as many values.
    static void add(const public_key& pub, ciphertext& into, const ciphertext& other, const workers& threads = {}) {
        require<usage_error>(into.values_ == other.values_, "add: ciphertexts of ", into.values_, " and of ",
                             other.values_, " values");
        const auto& all = *pub.context_;
        const auto runs = runs_of(all.sizes, into.values_);
        parallel_for(threads, runs.size(), [&](std::size_t i) {
            rlwe::detail::add_residues(all.ring.field(runs[i].limb),
                                       std::span(into.residues_).subspan(runs[i].at, runs[i].count),
                                       std::span(other.residues_).subspan(runs[i].at, runs[i].count));
        });
    }

    // usage_error: out.size() is not message_bytes(c.values()).
    static void store(const public_key& pub, const ciphertext& c, std::span<std::byte> out,
                      const workers& threads = {}) {
        const auto& all = *pub.context_;
        require<usage_error>(out.size() == all.sizes.message_bytes(c.values_), "rlwe_sum: a message of ", c.values_,
                             " values is stored in ", all.sizes.message_bytes(c.values_), " bytes, not ", out.size());
        const auto runs = runs_of(all.sizes, c.values_);
        parallel_for(threads, runs.size(), [&](std::size_t i) {
            const auto& [limb, at, count, byte] = runs[i];
            const auto& q = all.ring.field(limb);
            rlwe::pack_residues(q, std::span(c.residues_).subspan(at, count),
                                out.subspan(byte, rlwe::packed_bytes(q, count)));
        });
    }
    // protocol_error: not message_bytes(values) bytes, or not the residues of a ciphertext.
    [[nodiscard]] static ciphertext load(const public_key& pub, std::size_t values, std::span<const std::byte> in,
                                         const workers& threads = {}) {
        const auto& all = *pub.context_;
        require_message(all.sizes, values);
        require<protocol_error>(in.size() == all.sizes.message_bytes(values), "rlwe_sum: a message of ", in.size(),
                                " bytes came, ", values, " values have ", all.sizes.message_bytes(values));
        const auto runs = runs_of(all.sizes, values);
        ciphertext c(values, runs.empty() ? 0 : runs.back().at + runs.back().count);
        parallel_for(threads, runs.size(), [&](std::size_t i) {
            const auto& [limb, at, count, byte] = runs[i];
            const auto& q = all.ring.field(limb);
            rlwe::unpack_residues(q, in.subspan(byte, rlwe::packed_bytes(q, count)),
                                  std::span(c.residues_).subspan(at, count));
        });
        return c;
    }

    // usage_error: out.size() is not c.values(); protocol_error: some value is beyond what `terms` encryptions add up
    // to.
    static void decrypt(const secret_key& sec, const ciphertext& c, std::span<int128> out,
                        const workers& threads = {}) {
        const auto& all = *sec.context_;
        require<usage_error>(out.size() == c.values_ && c.values_ <= all.sizes.values_a_message(),
                             "rlwe_sum: a ciphertext of ", c.values_, " values into ", out.size());
        const auto runs = runs_of(all.sizes, c.values_);
        const auto residues = std::span(c.residues_);
        const std::size_t n = all.n(), limbs = all.limbs();
        parallel_for(threads, all.sizes.polynomials_of(c.values_), [&](std::size_t i) {
            const std::size_t count = runs[(1 + i) * limbs].count;
            rlwe::words product(n), noisy(limbs * count);
            for (std::size_t l = 0; l < limbs; ++l) {
                const auto& limb = all.ring.limb(l);
                std::ranges::copy(residues.subspan(l * n, n), product.begin());
                limb.multiply(product, sec.s_[i * limbs + l]);
                limb.back(product);
                const auto values = std::span(noisy).subspan(l * count, count);
                std::copy_n(product.begin(), count, values.begin());
                rlwe::detail::add_residues(limb.field(), values, residues.subspan(runs[(1 + i) * limbs + l].at, count));
            }
            all.composition.round(noisy, all.sizes.shift(), out.subspan(i * n, count));
        });
        require<protocol_error>(rlwe::detail::are_within(out, all.sizes.bounds().sum_limit()),
                                "rlwe_sum: what came is no sum of ", all.sizes.bounds().terms, " encryptions");
    }

private:
    // Residues of one limb that stand in a row: in a ciphertext from word `at`, in a message from byte `byte` on.
    struct run {
        std::size_t limb, at, count, byte;
    };

    // Those of a message: of c1, then of every c0.
    [[nodiscard]] static std::vector<run> runs_of(const layout& sizes, std::size_t values) {
        const auto& ring = sizes.ring();
        std::vector<run> runs;
        std::size_t at = 0, byte = 0;
        const auto append = [&](std::size_t count) {
            for (std::size_t l = 0; l < ring.limbs; ++l) {
                runs.push_back({l, at, count, byte});
                at += count;
                byte += (count * ring.limb_bits + 7) / 8;
            }
        };
        if (values > 0) append(ring.n);
        for (std::size_t from = 0; from < values; from += ring.n) append(std::min(ring.n, values - from));
        return runs;
    }

    static void require_message(const layout& sizes, std::size_t values) {
        require<usage_error>(values <= sizes.values_a_message(), "rlwe_sum: a message of ", values, " values, at most ",
                             sizes.values_a_message(), " go into one");
    }

    // body(i, limb, packed bytes) for every limb of every b_i.
    template <class Body>
    static void for_each_key_limb(const context& all, Body&& body) {
        for (std::size_t i = 0; i < all.sizes.polynomials(); ++i)
            for (std::size_t l = 0; l < all.limbs(); ++l) body(i, l, rlwe::packed_bytes(all.ring.field(l), all.n()));
    }

    // s_i and e_i are streams 2 i and 2 i + 1 of the secrets.
    [[nodiscard]] static key_pair keys_from(const layout& sizes, const rlwe::public_seed& seed,
                                            const crypto::prg_key& secrets) {
        const auto of = std::make_shared<const context>(sizes);
        key_pair keys{public_key(of, seed), secret_key(of)};
        rlwe::signed_words small(of->n()), errors(of->n());
        rlwe::words s(of->n());
        for (std::size_t i = 0; i < sizes.polynomials(); ++i) {
            auto of_s = secrets.stream(2 * i), of_e = secrets.stream(2 * i + 1);
            rlwe::ternary(of_s, small);
            rlwe::binomial(of_e, errors);
            for (std::size_t l = 0; l < of->limbs(); ++l) {
                const auto& limb = of->ring.limb(l);
                rlwe::detail::to_residues(limb.field(), small, s);
                limb.forward(s);
                keys.sec.s_.push_back(limb.prepare(s));
                auto product = keys.pub.a(l);
                limb.multiply(product, keys.sec.s_.back());
                const auto b = keys.pub.b(i, l);
                rlwe::detail::to_residues(limb.field(), errors, b);
                limb.forward(b);
                rlwe::detail::subtract_residues(limb.field(), b, product);
            }
        }
        return keys;
    }
};

static_assert(is_sum_he<rlwe_sum>());

}  // namespace SPNN_NAMESPACE::he
