// split/first_layer/noise.hpp: noise that a holder adds to its own product X_j T_j before anything is sent.
//
// A holder's own choice, told to nobody: normal noise of a given standard deviation on its part of h1, of every row
// that is trained on or scored. It blurs what the server can read from h1; how much is a question for measurement
// (audit/), since this is not differential privacy. The noise is part of the encoded product, so it goes through every
// protocol with the same bits.
//
// The noise is a function of the holder's private seed, the encoded rows and the encoded weights, whatever the ring. So
// the same product carries the same noise within a run, where asking for it twice averages nothing away, and two
// different products never share one, whatever sessions they belong to.

#pragma once

#include <spnn/core/fixed_point.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/nn/draw.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace spnn::inline SPNN_ABI::split {

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
        const auto rows = numbers<R>(x), weights = numbers<R>(t);
        const auto key = crypto::derive_seed(
            "spnn noise of one product",
            {seed_.declassify(), std::as_bytes(std::span(rows)), std::as_bytes(std::span(weights))});
        crypto::prg random(key, 0);
        noise_.resize(z.size());
        nn::draw_normal(std::span(noise_), std::ldexp(deviation_, 2 * encoding.fraction_bits()), random);
        for (std::size_t i = 0; i < noise_.size(); ++i)
            z.data()[i] =
                R::add(z.data()[i], R::from_signed(static_cast<typename R::signed_type>(std::nearbyint(noise_[i]))));
    }

private:
    // The encoded numbers themselves, which fit 64 bits in any ring (core/fixed_point.hpp): rings have the same noise.
    template <Ring R>
    [[nodiscard]] static std::vector<std::int64_t> numbers(const matrix<element<R>>& x) {
        std::vector<std::int64_t> out(x.size());
        std::ranges::transform(elements(x), out.begin(),
                               [](element<R> a) { return static_cast<std::int64_t>(R::to_signed(a)); });
        return out;
    }

    double deviation_ = 0;
    crypto::seed seed_{};
    std::vector<double> noise_;
};

}  // namespace spnn::inline SPNN_ABI::split
