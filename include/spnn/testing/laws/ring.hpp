// testing/laws/ring.hpp: the laws of Ring (core/ring.hpp), for any model, as checks of doctest.
//
//     laws::ring<z2k<64>>();

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/ring.hpp>
#include <spnn/testing/random.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// Elements at the edges, and pseudo-random ones, the same each time.
template <Ring R>
std::vector<element<R>> sample_elements() {
    std::vector<element<R>> sample{R::zero(),
                                   R::one(),
                                   R::neg(R::one()),
                                   R::add(R::one(), R::one()),
                                   R::from_signed(R::max_signed()),
                                   R::neg(R::from_signed(R::max_signed()))};
    words_from_seed random(1);
    while (sample.size() < 14) {
        auto a = static_cast<element<R>>(random.word());
        if constexpr (sizeof a > 8) a = a << 64 ^ random.word();
        if (R::is_element(a)) sample.push_back(a);
        a &= static_cast<element<R>>((element<R>{1} << (R::bits - 1)) - 1);
        sample.push_back(a);  // below half of every modulus, so an element of every ring
    }
    return sample;
}

// Sums and products among sample_elements, and bytes.
template <Ring R>
void ring_operations() {
    INFO("ring ", std::string(R::name));
    const auto sample = sample_elements<R>();
    for (const auto a : sample) {
        REQUIRE(R::is_element(a));
        CHECK((R::add(a, R::zero()) == a));
        CHECK((R::mul(a, R::one()) == a));
        CHECK((R::mul(a, R::zero()) == R::zero()));
        CHECK((R::add(a, R::neg(a)) == R::zero()));
        CHECK((R::neg(R::neg(a)) == a));
        CHECK((R::from_signed(R::to_signed(a)) == a));

        byte_writer out;
        out.scalar(a);
        CHECK(out.view().size() == element_bytes<R>);
        byte_reader in(out.view());
        CHECK((in.scalar<element<R>>("element") == a));

        for (const auto b : sample) {
            CHECK(R::is_element(R::add(a, b)));
            CHECK(R::is_element(R::mul(a, b)));
            CHECK((R::add(a, b) == R::add(b, a)));
            CHECK((R::mul(a, b) == R::mul(b, a)));
            CHECK((R::sub(a, b) == R::add(a, R::neg(b))));
            for (const auto c : sample) {
                CHECK((R::add(R::add(a, b), c) == R::add(a, R::add(b, c))));
                CHECK((R::mul(R::mul(a, b), c) == R::mul(a, R::mul(b, c))));
                CHECK((R::mul(a, R::add(b, c)) == R::add(R::mul(a, b), R::mul(a, c))));
            }
        }
    }
}

// The centred lift: both ends, small numbers, and homomorphism while nothing exceeds max_signed().
template <Ring R>
void ring_lift() {
    INFO("ring ", std::string(R::name));
    using number = typename R::signed_type;
    const number top = R::max_signed();
    CHECK((top > 0));
    const auto fits = [&](number s) { return -top <= s && s <= top; };
    for (const number s : {number{0}, number{1}, number{-1}, number{1000}, number{-1000}, top,
                           static_cast<number>(-top), static_cast<number>(top - 1), static_cast<number>(-(top - 1))})
        if (fits(s)) CHECK((R::to_signed(R::from_signed(s)) == s));
    const auto lifts_to = [&](element<R> a, number s) { return !fits(s) || R::to_signed(a) == s; };
    for (const number s : {number{-37}, number{-1}, number{0}, number{1}, number{290}})
        for (const number t : {number{-41}, number{-1}, number{0}, number{1}, number{350}}) {
            if (!fits(s) || !fits(t)) continue;
            CHECK(lifts_to(R::add(R::from_signed(s), R::from_signed(t)), s + t));
            CHECK(lifts_to(R::sub(R::from_signed(s), R::from_signed(t)), s - t));
            CHECK(lifts_to(R::mul(R::from_signed(s), R::from_signed(t)), s * t));
        }
    const number half = top / 2;
    CHECK((R::to_signed(R::add(R::from_signed(half), R::from_signed(-half))) == 0));
    CHECK((R::to_signed(R::add(R::from_signed(-half), R::from_signed(-half))) == -2 * half));
}

// All laws.
template <Ring R>
void ring() {
    ring_operations<R>();
    ring_lift<R>();
}

}  // namespace SPNN_NAMESPACE::testing::laws
