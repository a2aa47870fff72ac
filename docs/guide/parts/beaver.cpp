// The product of two secret matrices among three parties by one Beaver triple. All parties and the dealer stand in one
// function here, so that it shows what each of them computes; what they would send each other is said where it is.

#include <spnn/core/matmul.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/share/additive.hpp>
#include <spnn/share/beaver.hpp>

#include <iostream>
#include <vector>

namespace share = spnn::share;
using ring = spnn::z2k<64>;
using elements = spnn::matrix<spnn::element<ring>>;

int main() {
    constexpr std::size_t parties = 3;
    spnn::crypto::os_random random;
    const elements x{{1, 2}, {3, 4}}, t{{5}, {6}};  // the secrets

    // [share]
    auto shares_of_x = share::split_into_shares<ring>(x, parties, random);  // party i is sent the share i
    auto shares_of_t = share::split_into_shares<ring>(t, parties, random);
    // [/share]

    // [triple]
    // The dealer: random A and B as large as x and t, and C = A B. It shares all three and sees nothing of x and t.
    auto a = spnn::make_matrix<spnn::element<ring>>(2, 2), b = spnn::make_matrix<spnn::element<ring>>(2, 1);
    spnn::fill_uniform<ring>(random, spnn::elements(a));
    spnn::fill_uniform<ring>(random, spnn::elements(b));
    elements c;
    spnn::multiply<ring>(a, b, c);
    const auto shares_of_a = share::split_into_shares<ring>(a, parties, random);
    auto shares_of_b = share::split_into_shares<ring>(b, parties, random);
    const auto shares_of_c = share::split_into_shares<ring>(c, parties, random);
    // [/triple]

    // [open]
    // The parties send each other their shares of x - A and t - B; the sums hide x and t, since A and B are uniform.
    for (std::size_t i = 0; i < parties; ++i) {
        shares_of_x[i].subtract(shares_of_a[i]);
        shares_of_t[i].subtract(shares_of_b[i]);
    }
    const auto d = share::reveal<ring>(shares_of_x), e = share::reveal<ring>(shares_of_t);
    // [/open]

    // [product]
    std::vector<share::additive_share<ring>> shares_of_product(parties);
    elements work;
    for (std::size_t i = 0; i < parties; ++i)  // each party by itself; `true` at exactly one of them
        share::beaver_product<ring>(i == 0, d, e, shares_of_a[i], shares_of_b[i], shares_of_c[i], shares_of_product[i],
                                    work);
    const auto product = share::reveal<ring>(shares_of_product);
    // [/product]
    std::cout << "x t: " << product(0, 0) << " " << product(1, 0) << "\n";  // 1*5 + 2*6, 3*5 + 4*6
}
