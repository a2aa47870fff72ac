// mpc/truncation.hpp: dropping F fraction bits of a number that both sides know masked: formulas over words.
//
// z, |z| < 2^(N-2), was opened as z^ = z + r modulo 2^N; r is known to the dealer alone. Both sides read off z^
//   c = z^ + 2^(N-2) modulo 2^N,   top = the highest bit of c,   T = floor(c / 2^F) - 2^(N-2-F),
// and the dealer shares two words of r: rho = floor(r / 2^F) modulo 2^Out, and m = the highest bit of r, modulo
// 2^(Out-N+F). Then
//   t = T - rho + [top = 0] 2^(N-F) m
// is floor(z / 2^F) or one more, in the ring of Out bits, which may be wider than N, or as narrow as N - F, where m
// takes no bit. It is one more just if (c mod 2^F) < (r mod 2^F): over uniform r the mean of t is z / 2^F exactly
// ("dithered"). That coin is public, for c is. No key, no message.
//
// "floor" takes the coin e = [(c mod 2^F) < (r mod 2^F)] away again: by a key of F bits (fss/comparison.hpp with alpha
// = r mod 2^F at the point c mod 2^F, whose bit is 1 - e) the sides open e^ = e + r_e modulo 2, and with the fixed word
// r_e have shares of e: a masked bit turned into a word.
//
// Fixed words are shared additively: a draw of the first side, the rest to the second. What is opened is uniform: c by
// r, e^ by r_e.

#pragma once

#include <spnn/mpc/precision.hpp>

#include <algorithm>

namespace SPNN_NAMESPACE::mpc {

using fss::side;

// What a side adds to a sum of both sides' words: a public word, once.
template <std::unsigned_integral Word>
[[nodiscard]] constexpr Word once(side of, Word x) {
    return of == side::second ? x : Word{0};
}

// A side's share of the bit that was opened as `opened`, masked with a bit of which `mask` is its share as a word: the
// word opened + (1 - 2 opened) mask.
template <std::unsigned_integral Word>
[[nodiscard]] constexpr Word bit_share(side of, bool opened, Word mask) {
    return opened ? static_cast<Word>(once<Word>(of, 1) - mask) : mask;
}

// Dropping F bits of numbers of N bits, with results of Out bits.
template <unsigned N, unsigned F, unsigned Out = N>
struct truncation {
    static_assert(N >= 3 && N <= 64 && F >= 1 && F <= N - 2, "truncation: at least one bit, at most n - 2");
    static_assert(Out >= N - F && Out <= 64, "truncation: results need n - f bits, and 64 is the widest word");

    // What holds a number on both sides of it.
    using word = word_of<std::max(N, Out)>;
    // The width of the word m; 0 where it is not needed.
    static constexpr unsigned top_bits = Out - (N - F);

    // What both sides read off an opened word.
    struct reading {
        word quotient;  // T, as a number of any width
        bool top;       // the highest bit of c
        word rest;      // c modulo 2^F
    };
    // From z^, of which the lowest N bits count.
    [[nodiscard]] static constexpr reading read(word opened) {
        const word c = cut<N>(static_cast<word>(opened + (word{1} << (N - 2))));
        return {static_cast<word>((c >> F) - (word{1} << (N - 2 - F))), c >> (N - 1) != 0, cut<F>(c)};
    }

    // The dealer's fixed words of a mask, or a side's shares of them.
    struct words {
        word shifted;  // rho
        word top;      // m
    };
    // Of r, of which the lowest N bits count.
    [[nodiscard]] static constexpr words of_mask(word r) {
        const word mask = cut<N>(r);
        return {static_cast<word>(mask >> F), static_cast<word>(mask >> (N - 1))};
    }
    // What is added where the highest bit of c is 0: 2^(N-F) times the word.
    [[nodiscard]] static constexpr word lifted(const reading& at, word top) {
        return at.top ? word{0} : static_cast<word>(top << (N - F));
    }

    // A side's share of t, dithered, from its shares of the words; the lowest Out bits count.
    [[nodiscard]] static constexpr word dithered(side of, const reading& at, const words& share) {
        return static_cast<word>(once(of, at.quotient) - share.shifted + lifted(at, share.top));
    }
    // A side's share of floor(z / 2^F): with e^ as it was opened, and the side's share of r_e as a word.
    [[nodiscard]] static constexpr word floor(side of, const reading& at, const words& share, bool opened_carry,
                                              word carry_mask) {
        return static_cast<word>(dithered(of, at, share) - bit_share(of, opened_carry, carry_mask));
    }
};

}  // namespace SPNN_NAMESPACE::mpc
