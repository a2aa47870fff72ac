#include <spnn/core/tensor.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <numeric>
#include <vector>

using namespace spnn;

namespace {

// 0, 1, 2, ... row after row.
matrix<int> counted(std::size_t m, std::size_t n) {
    auto x = make_matrix<int>(m, n);
    std::iota(x.data(), x.data() + x.size(), 0);
    return x;
}

std::vector<int> list(std::span<const int> values) { return {values.begin(), values.end()}; }

}  // namespace

TEST_CASE("core/tensor: a matrix is row-major and contiguous") {
    auto x = counted(2, 3);
    CHECK(rows(x) == 2);
    CHECK(columns(x) == 3);
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 3; ++j) CHECK(x(i, j) == static_cast<int>(i * 3 + j));
    CHECK(elements(x).size() == 6);
    CHECK(elements(x).data() == x.data());
    x(1, 2) = 50;
    CHECK(elements(x).back() == 50);
}

TEST_CASE("core/tensor: zeros are zeros") {
    const auto x = zeros<double>(3, 5);
    CHECK(shape_text(x) == "3x5");
    for (const double value : elements(x)) CHECK(value == 0.0);
    CHECK(zeros<float>(0, 4).size() == 0);
}

TEST_CASE("core/tensor: a row is a view") {
    auto x = counted(3, 4);
    CHECK(list(row(std::as_const(x), 1)) == std::vector{4, 5, 6, 7});
    row(x, 2)[3] = -1;
    CHECK(x(2, 3) == -1);
}

TEST_CASE("core/tensor: resize gives the shape and keeps the memory when it suffices") {
    auto x = counted(4, 4);
    const auto* before = x.data();
    resize(x, 4, 4);
    CHECK(x.data() == before);
    resize(x, 5, 7);
    CHECK(shape_text(x) == "5x7");
    CHECK(x.size() == 35);
}

TEST_CASE("core/tensor: rows are taken in the order asked for, again if asked twice") {
    const auto x = counted(4, 2);
    matrix<int> y;
    const std::vector<std::uint32_t> index{3, 0, 3};
    take_rows(x, index, y);
    CHECK(shape_text(y) == "3x2");
    CHECK(list(elements(std::as_const(y))) == std::vector{6, 7, 0, 1, 6, 7});
    take_rows(x, {}, y);
    CHECK(shape_text(y) == "0x2");
}

TEST_CASE("core/tensor: a buffer that shrinks and grows again keeps its memory") {
    auto x = make_matrix<float>(100, 8);
    const auto* const before = x.data();
    resize(x, 37, 8);
    CHECK(rows(x) == 37);
    resize(x, 100, 8);
    CHECK(x.data() == before);
}
