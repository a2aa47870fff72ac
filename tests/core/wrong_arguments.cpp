#include <spnn/core/fixed_point.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/core/parallel.hpp>

#include <support/matrices.hpp>
#include <support/wrong_arguments.hpp>

#include <limits>
#include <vector>

namespace {

using ring = spnn::z2k<64>;
using spnn::element;
using test::random_reals;
constexpr std::size_t huge = std::numeric_limits<std::size_t>::max();

TEST_CASE("core: wrong arguments are refused by a spnn::error that names them") {
    spnn::matrix<float> out;
    spnn::matrix<std::uint64_t> ring_out = spnn::zeros<std::uint64_t>(2, 2);
    std::vector<element<ring>> three(3);
    const std::vector<element<ring>> two(2);
    const std::vector<float> floats(2);
    const spnn::fixed_point<ring> encoding;
    test::check_all_refused({
        {"workers: 0 threads", [] { const spnn::workers none(std::size_t{0}); }},
        {"workers: 18446744073709551615 threads", [] { const spnn::workers many(huge); }},
        {"workers: there is no pool", [] { const spnn::workers none(std::shared_ptr<spnn::work_pool>{}); }},
        {"multiply: inner dimensions", [&] { spnn::multiply(random_reals(2, 3, 1), random_reals(2, 3, 1), out); }},
        {"multiply_add: ", [&] { spnn::multiply_add(random_reals(2, 3, 1), random_reals(3, 3, 1), out); }},
        {"multiply: inner dimensions",
         [&] { spnn::multiply_transposed_left(random_reals(2, 3, 1), random_reals(3, 3, 1), out); }},
        {"multiply: inner dimensions",
         [&] { spnn::multiply_transposed_right(random_reals(2, 3, 1), random_reals(3, 2, 1), out); }},
        {"multiply: inner dimensions",
         [&] { spnn::multiply<ring>(spnn::zeros<std::uint64_t>(2, 3), spnn::zeros<std::uint64_t>(2, 3), ring_out); }},
        {"add_to: shapes", [&] { spnn::add_to<ring>(ring_out, spnn::zeros<std::uint64_t>(2, 3)); }},
        {"subtract_from: shapes", [&] { spnn::subtract_from<ring>(ring_out, spnn::zeros<std::uint64_t>(3, 2)); }},
        {"add_to: 2 elements to 3", [&] { spnn::add_to<ring>(std::span(three), std::span<const element<ring>>(two)); }},
        {"subtract_from: 2 elements from 3",
         [&] { spnn::subtract_from<ring>(std::span(three), std::span<const element<ring>>(two)); }},
        {"fraction_bits 0", [] { const spnn::fixed_point<ring> none(0); }},
        {"fraction_bits -2147483648", [] { const spnn::fixed_point<ring> least(std::numeric_limits<int>::min()); }},
        {"fraction_bits 2147483647", [] { const spnn::fixed_point<ring> most(std::numeric_limits<int>::max(), 1); }},
        {"range_bits -1", [] { const spnn::fixed_point<ring> negative(10, -1); }},
        {"value: not a number", [&] { static_cast<void>(encoding.encode(std::nan(""))); }},
        {"2 numbers to encode into 3",
         [&] { encoding.encode(std::span<const float>(floats), std::span(three), "value"); }},
    });
}

}  // namespace
