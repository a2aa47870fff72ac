// testing/laws/defence.hpp: the laws of Defence (defence/defence.hpp), for any model, as checks of doctest.
//
//     laws::defence(defence::marvell{});

#pragma once

#include <spnn/defence/defence.hpp>
#include <spnn/testing/matrices.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// What a label owner is about to send for a batch, and the labels of the batch.
struct labelled_gradient {
    // m x width, and m x 1.
    matrix<float> rows, targets;
};

// A batch of m rows, the first `positives` of class 1, of this size; class 1 is twice as long and elsewhere.
inline labelled_gradient draw_gradient(std::size_t m, std::size_t width, std::size_t positives, double size,
                                       std::uint64_t seed) {
    words_from_seed random(seed);
    labelled_gradient batch{random_matrix<float>(m, width, random, -size, size), zeros<float>(m, 1)};
    for (std::size_t i = 0; i < positives; ++i) {
        batch.targets(i, 0) = 1;
        for (float& g : row(batch.rows, i)) g = g / 2 + static_cast<float>(size / 2);
    }
    return batch;
}

// The gradient as it leaves.
template <spnn::defence::Defence D>
matrix<float> defended(const D& defence, typename D::state& state, const labelled_gradient& batch,
                       words_from_seed& noise) {
    auto gradient = batch.rows;
    defence.apply(state, gradient, batch.targets, noise);
    return gradient;
}

// What an archive keeps of the state, read back.
template <class State>
State kept(State state) {
    byte_writer out;
    store::state_writer to(out);
    state.archive_state(to);
    byte_reader in(out.view(), "state");
    store::state_reader from(in, "state");
    State read;
    read.archive_state(from);
    in.finish("state");
    return read;
}

// Batches of every kind, in an order in which a state matters: with both classes, with one, short ones.
inline std::vector<labelled_gradient> batches_of_every_kind(std::size_t width) {
    return {draw_gradient(12, width, 0, 1, 1), draw_gradient(40, width, 3, 1, 2), draw_gradient(7, width, 7, 1, 3),
            draw_gradient(1, width, 0, 10, 4), draw_gradient(1, width, 1, 10, 5), draw_gradient(2, width, 1, 1, 6),
            draw_gradient(0, width, 0, 1, 7),  draw_gradient(9, width, 0, 1, 8),  draw_gradient(30, width, 29, 0.1, 9),
            draw_gradient(5, width, 2, 0, 10), draw_gradient(6, width, 0, 0, 11)};
}

// The same state, gradient, targets and noise give the same bits, whether the state is the original, a copy, or what an
// archive kept.
template <spnn::defence::Defence D>
void defence_repeats(const D& defence, std::size_t width) {
    typename D::state first, second, copied, archived;
    words_from_seed noise(9), same_noise(9);
    const auto batches = batches_of_every_kind(width);
    for (std::size_t b = 0; b < batches.size(); ++b) {
        CAPTURE(b);
        const auto changed = defended(defence, first, batches[b], noise);
        REQUIRE(changed.shape() == batches[b].rows.shape());
        for (const float g : elements(changed)) CHECK(std::isfinite(g));
        CHECK(same_bits(changed, defended(defence, second, batches[b], same_noise)));
        // A copy made on the way, and what an archive kept of it, go on as the original does.
        copied = first;
        archived = kept(first);
        for (const auto& next : batches) {
            auto state = first;
            auto noise_here = noise, noise_there = noise, noise_elsewhere = noise;
            const auto expected = defended(defence, state, next, noise_here);
            CHECK(same_bits(expected, defended(defence, copied, next, noise_there)));
            CHECK(same_bits(expected, defended(defence, archived, next, noise_elsewhere)));
            copied = first;
            archived = kept(first);
        }
    }
}

// The mean over the noise is the gradient: within six standard errors, element by element.
template <spnn::defence::Defence D>
void defence_is_unbiased(const D& defence, std::size_t width) {
    constexpr int times = 4000;
    const auto batch = draw_gradient(9, width, 4, 1, 12);
    auto sum = zeros<double>(9, width), squares = zeros<double>(9, width);
    words_from_seed noise(13);
    typename D::state state;
    for (int t = 0; t < times; ++t) {
        const auto changed = defended(defence, state, batch, noise);
        for (std::size_t i = 0; i < changed.size(); ++i) {
            const double off = static_cast<double>(changed.data()[i]) - static_cast<double>(batch.rows.data()[i]);
            sum.data()[i] += off;
            squares.data()[i] += off * off;
        }
    }
    for (std::size_t i = 0; i < sum.size(); ++i)
        CHECK(std::abs(sum.data()[i]) <= 6 * std::sqrt(squares.data()[i]) + times * 1e-4);
}

// All laws.
template <spnn::defence::Defence D>
void defence(const D& defence) {
    CHECK_FALSE(std::string_view(defence.name()).empty());
    CHECK(std::string(defence.describe()).starts_with(std::string_view(defence.name())));
    for (const std::size_t width : {1U, 3U, 8U}) {
        defence_repeats(defence, width);
        defence_is_unbiased(defence, width);
        // As large and as small as floats are.
        for (const double size : {3e38, 1e30, 1e-30, 1e-44}) {
            typename D::state state;
            words_from_seed noise(14);
            for (const std::size_t positives : {0U, 1U, 19U, 20U})
                for (const float g : defended(defence, state, draw_gradient(20, width, positives, size, 15), noise))
                    CHECK(std::isfinite(g));
        }
    }
}

}  // namespace SPNN_NAMESPACE::testing::laws
