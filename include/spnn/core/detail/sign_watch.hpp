// core/detail/sign_watch.hpp: whether any of many words has its highest bit set, in vector code without a branch.
//
//   any_sign(tier, x, [](float number) { return word; })

#pragma once

#include <spnn/core/simd/compute_each.hpp>

#include <array>
#include <span>

namespace SPNN_NAMESPACE::detail {

// Collects the sign bits of many words, a block at a time.
template <class Word>
class sign_watch {
public:
    // Takes note of f(from[j]) for every element of the block.
    template <class T, class F>
    void see(const T* from, F& f) {
        std::array<Word, block_size> words;
        SPNN_BLOCK_LOOP
        for (std::size_t j = 0; j < block_size; ++j) words[j] = f(from[j]);
        SPNN_BLOCK_LOOP
        for (std::size_t j = 0; j < block_size; ++j) seen_[j] |= words[j];
    }

    // Whether one of them was negative.
    [[nodiscard]] bool any() const {
        Word all = 0;
        for (const Word w : seen_) all |= w;
        return all >> (8 * sizeof(Word) - 1) != 0;
    }

private:
    std::array<Word, block_size> seen_{};
};

// Whether f(x[i]), an unsigned word, has its highest bit set for any i. f is pure.
template <class T, class F>
[[nodiscard]] bool any_sign(simd_tier tier, std::span<const T> x, F f) {
    bool found = false;
    run_on(tier, [=, &found]() mutable {
        sign_watch<decltype(f(x[0]))> watch;
        std::size_t i = 0;
        for (; i + block_size <= x.size(); i += block_size) watch.see(x.data() + i, f);
        if (i < x.size()) watch.see(filled_block(x.data() + i, x.size() - i).data(), f);
        found = watch.any();
    });
    return found;
}

}  // namespace SPNN_NAMESPACE::detail
