#include <spnn/core/detail/fixed_point_bulk.hpp>
#include <spnn/core/fixed_point.hpp>
#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace spnn;

namespace {

std::uint64_t next(std::uint64_t& state) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state ^ (state >> 29);
}

// Numbers of all sizes that `code` holds: halves of a step, both signs, subnormal ones, the largest.
template <class T, Ring R>
std::vector<T> encodable(const fixed_point<R>& code, double largest, std::size_t count) {
    const double step = std::ldexp(1.0, -code.fraction_bits());
    std::vector<T> x{T{0}, static_cast<T>(-0.0), std::numeric_limits<T>::denorm_min(), -std::numeric_limits<T>::min()};
    for (const double half : {0.5, 1.5, 2.5, -0.5, -1.5, -2.5}) x.push_back(static_cast<T>(half * step));
    std::uint64_t state = count;
    while (x.size() < count) {
        const double size = std::ldexp(1.0, -static_cast<int>(next(state) % 60));
        x.push_back(static_cast<T>(largest * size * (static_cast<double>(next(state) >> 11) * 0x1p-52 - 1)));
    }
    x.back() = static_cast<T>(largest);
    x.resize(count);
    return x;
}

template <Ring R, class T>
void check_encoding(int fraction_bits, double largest) {
    CAPTURE(std::string(R::name));
    const fixed_point<R> code(fraction_bits);
    for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 1000u}) {
        const auto x = encodable<T>(code, largest, count);
        for (const auto tier : spnn::available_tiers<detail::simd_tier>()) {
            std::vector<element<R>> y(count + 1, R::one());
            REQUIRE(detail::encode_each<R>(tier, std::span(x), y.data(), std::ldexp(1.0, fraction_bits),
                                           std::ldexp(largest, fraction_bits)));
            bool same = y[count] == R::one();
            for (std::size_t i = 0; i < count; ++i) same = same && y[i] == code.encode(static_cast<double>(x[i]));
            CHECK(same);
        }
    }
}

// Elements at the edges of words and halves of words, and many others.
template <Ring R>
std::vector<element<R>> some_elements(std::size_t count) {
    std::vector<element<R>> x;
    for (int bit = 0; bit < R::bits; ++bit)
        for (const int offset : {-1, 0, 1})
            for (const bool negative : {false, true}) {
                auto s = static_cast<typename R::signed_type>(R::max_signed() >> bit);
                if (s < R::max_signed()) s = static_cast<typename R::signed_type>(s + offset);
                x.push_back(negative ? R::neg(R::from_signed(s)) : R::from_signed(s));
            }
    std::uint64_t state = 1;
    while (x.size() < count) {
        const auto word =
            static_cast<typename R::signed_type>(static_cast<std::int64_t>(next(state)) >> (x.size() % 63));
        x.push_back(R::from_signed(static_cast<typename R::signed_type>(word % R::max_signed())));
    }
    return x;
}

template <Ring R, class T>
void check_decoding() {
    CAPTURE(std::string(R::name));
    const fixed_point<R> code;
    const auto x = some_elements<R>(1000);
    for (const auto tier : spnn::available_tiers<detail::simd_tier>()) {
        std::vector<T> y(x.size());
        detail::decode_each<R, T>(tier, x, y, std::ldexp(1.0, -2 * code.fraction_bits()));
        bool same = true;
        for (std::size_t i = 0; i < x.size(); ++i) same = same && y[i] == static_cast<T>(code.decode_product(x[i]));
        CHECK(same);
    }
}

}  // namespace

TEST_CASE("core/detail/fixed_point_bulk: arrays are encoded as single numbers are, on every tier") {
    check_encoding<z2k<32>, float>(12, 262144 - 0.5);
    check_encoding<z2k<32>, double>(9, 2e6);
    check_encoding<z2k<64>, float>(20, 0x1p31);  // at the largest that is rounded in bulk
    check_encoding<z2k<64>, double>(20, 0x1p31);
    check_encoding<z2k<64>, double>(1, 1e6);
    check_encoding<z2k<128>, float>(36, 1e4);
    check_encoding<mersenne61, float>(19, 0x1p31);
    check_encoding<mersenne61, double>(8, 1e9);
}

TEST_CASE("core/detail/fixed_point_bulk: one number beyond the bound, or none, is seen wherever it stands") {
    using limits = std::numeric_limits<float>;
    for (const auto tier : spnn::available_tiers<detail::simd_tier>())
        for (const std::size_t count : {1u, 16u, 33u})
            for (std::size_t at = 0; at < count; ++at)
                for (const float bad : {1.00001f, -1.00001f, 1e30f, limits::max(), limits::infinity(),
                                        -limits::infinity(), limits::quiet_NaN(), -limits::quiet_NaN()}) {
                    std::vector<float> x(count, -1.0f);
                    std::vector<std::uint64_t> y(count);
                    const auto encode = [&] {
                        return detail::encode_each<z2k<64>>(tier, std::span<const float>(x), y.data(), 256.0, 256.0);
                    };
                    CHECK(encode());
                    x[at] = bad;
                    CHECK_FALSE(encode());
                }
}

TEST_CASE("core/detail/fixed_point_bulk: a bound between two floats keeps the one below and refuses the one above") {
    // As in z2k<32>: half of the largest element, at 12 bits of fraction.
    const double scale = 0x1p12, bound = 0x1p30 - 1;
    const auto below = detail::rounded_down<float>(bound / scale);
    const float above = std::nextafter(below, 1e9f);
    CHECK(static_cast<double>(below) < bound / scale);
    CHECK(static_cast<double>(above) > bound / scale);
    CHECK(detail::rounded_down<double>(bound / scale) == bound / scale);
    CHECK(detail::rounded_down<float>(256.0) == 256.0f);
    for (const auto tier : spnn::available_tiers<detail::simd_tier>())
        for (const float sign : {1.0f, -1.0f}) {
            std::vector<std::uint32_t> y(1);
            const auto encode = [&](const float& x) {
                return detail::encode_each<z2k<32>>(tier, std::span(&x, 1), y.data(), scale, bound);
            };
            CHECK(encode(sign * below));
            CHECK(y[0] == fixed_point<z2k<32>>(12).encode(static_cast<double>(sign * below)));
            CHECK_FALSE(encode(sign * above));
        }
}

TEST_CASE("core/detail/fixed_point_bulk: elements are decoded as single ones are, on every tier") {
    check_decoding<z2k<32>, float>();
    check_decoding<z2k<64>, float>();
    check_decoding<z2k<128>, float>();
    check_decoding<mersenne61, float>();
    check_decoding<z2k<32>, double>();
    check_decoding<z2k<64>, double>();
    check_decoding<mersenne61, double>();
}

TEST_CASE("core/detail/fixed_point_bulk: 64-bit integers become the nearest double, as the processor has it") {
    for (const auto word : some_elements<z2k<64>>(2000)) {
        const auto s = static_cast<std::int64_t>(word);
        CHECK(detail::to_double(s) == static_cast<double>(s));
    }
    CHECK(detail::to_double(std::numeric_limits<std::int64_t>::min()) == -0x1p63);
}

TEST_CASE_TEMPLATE("core/detail/fixed_point_bulk: products are rounded as single ones are, on every tier", R, z2k<32>,
                   z2k<64>, z2k<128>, mersenne61) {
    for (const int bits : {1, R::bits / 4, R::bits / 2 - 1})
        for (const std::size_t count : {0u, 1u, 16u, 1000u}) {
            auto x = some_elements<R>(count);
            x.resize(count);
            for (auto& a : x) a = R::from_signed(static_cast<typename R::signed_type>(R::to_signed(a) / 2));
            for (const auto tier : spnn::available_tiers<detail::simd_tier>()) {
                auto z = x;
                z.push_back(R::one());
                detail::round_each<R>(tier, std::span(z).first(count), bits);
                bool same = z[count] == R::one();
                for (std::size_t i = 0; i < count; ++i)
                    same = same && z[i] == R::from_signed(detail::rounded_shift<R>(R::to_signed(x[i]), bits));
                CHECK(same);
            }
        }
}

TEST_CASE_TEMPLATE("core/detail/fixed_point_bulk: a sum beyond the range is seen wherever it stands", R, z2k<32>,
                   z2k<64>, z2k<128>, mersenne61) {
    using number = typename R::signed_type;
    const int fraction = R::bits / 4;
    for (const int range : {0, fixed_point<R>::max_range_bits(fraction)}) {
        const fixed_point<R> code(fraction, range);
        const number limit = code.product_limit(), most = R::max_signed();
        for (const auto tier : spnn::available_tiers<detail::simd_tier>())
            for (const std::size_t count : {1u, 16u, 21u})
                for (std::size_t at = 0; at < count; ++at)
                    for (const number s :
                         {number{0}, limit, static_cast<number>(-limit), static_cast<number>(limit + 1),
                          static_cast<number>(-limit - 1), most, static_cast<number>(-most)}) {
                        std::vector<element<R>> x(count, R::one());
                        x[at] = R::from_signed(s);
                        CHECK(detail::all_within<R>(tier, x, limit) == code.is_within_range(x[at]));
                    }
    }
}

TEST_CASE("core/detail/fixed_point_bulk: the smallest word of the ring has no counterpart and is beyond every range") {
    const std::vector<std::uint64_t> x{std::uint64_t{1} << 63};
    for (const auto tier : spnn::available_tiers<detail::simd_tier>())
        CHECK_FALSE(detail::all_within<z2k<64>>(tier, x, std::int64_t{1} << 62));
}
