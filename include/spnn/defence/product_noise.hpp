// defence/product_noise.hpp: the defence of a holder of features: noise that it adds to its own product X_j T_j before
// anything is sent.
//
// A holder's own choice, told to nobody: normal noise of a given standard deviation on its part of h1, of every row
// that is trained on or scored. It blurs what the server can read from h1; how much is a question for measurement
// (audit/), since this is not differential privacy. The noise is part of the encoded product, so it goes through every
// protocol with the same bits.
//
// The noise of a row is a function of the holder's private seed, the encoded row and the encoded weights, and of
// nothing else: not of the rows beside it, the batch, the step or the ring. So whoever has a row scored again and again
// with the same weights is shown the same noise, and averages nothing away. Any other row, and the same row with any
// other weights, has noise of its own. What follows: equal rows of a table have equal noise, and look as equal as
// without it; and weights that move by little give fresh noise to nearly the same product, over which a mean does tell
// something.
//
// How: a key is derived from the seed and the weights, once a product; the numbers of a row are the stream of AES-128
// under that key (crypto/prg.hpp) at the place that SHA-256 of the row names, stream and first block. Assumed: AES is a
// pseudorandom permutation; SHA-256 sends n rows to places so far apart that no two streams of h numbers meet, which
// fails with a chance of about n^2 h / 2^129.

#pragma once

#include <spnn/core/fixed_point.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/nn/draw.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::defence {

// The noise of one holder.
class product_noise {
public:
    product_noise() = default;  // none
    // Of this standard deviation; usage_error when it is negative or no number.
    product_noise(double deviation, const crypto::seed& private_seed)
        : deviation_(deviation), seed_(crypto::derive_seed("spnn product noise", {private_seed.declassify()})) {
        require<usage_error>(deviation >= 0 && std::isfinite(deviation), "product_noise: the deviation is ", deviation,
                             ", expected at least 0");
    }

    // Whether there is any.
    [[nodiscard]] bool is_on() const { return deviation_ > 0; }
    // No number that is drawn is larger: the drawing's uniform numbers are multiples of 2^-53.
    [[nodiscard]] double bound() const { return 8.6 * deviation_; }

    // Adds noise to z = x t, at the scale of a product.
    template <Ring R>
    void add_to_product(const matrix<element<R>>& x, const matrix<element<R>>& t, const fixed_point<R>& encoding,
                        matrix<element<R>>& z) {
        const crypto::prg_key streams(
            crypto::derive_seed("spnn noise of one product", {seed_.declassify(), numbers<R>(elements(t))}));
        const double deviation = std::ldexp(deviation_, 2 * encoding.fraction_bits());
        noise_.resize(columns(z));
        for (std::size_t i = 0; i < rows(z); ++i) {
            const auto place = std::bit_cast<std::array<std::uint64_t, 4>>(crypto::sha256(numbers<R>(row(x, i))));
            auto random = streams.stream(place[0]);
            random.seek(place[1]);
            nn::draw_normal(std::span(noise_), deviation, random);
            std::ranges::transform(row(z, i), noise_, row(z, i).begin(), [](element<R> sum, double noise) {
                return R::add(sum, R::from_signed(static_cast<typename R::signed_type>(std::nearbyint(noise))));
            });
        }
    }

private:
    // The encoded numbers themselves, which fit 64 bits in any ring (core/fixed_point.hpp): rings have the same noise.
    template <Ring R>
    [[nodiscard]] std::span<const std::byte> numbers(std::span<const element<R>> x) {
        numbers_.resize(x.size());
        std::ranges::transform(x, numbers_.begin(),
                               [](element<R> a) { return static_cast<std::int64_t>(R::to_signed(a)); });
        return std::as_bytes(std::span(numbers_));
    }

    double deviation_ = 0;
    crypto::seed seed_{};
    std::vector<double> noise_;          // of one row
    std::vector<std::int64_t> numbers_;  // what is hashed
};

}  // namespace SPNN_NAMESPACE::defence
