// A program of somebody else that compiles in seconds: masked products go over a transport of its own.

#include "../app/queue_transport.hpp"

#include <spnn/core/matmul.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/share/pairwise.hpp>

#include <cstdio>

using ring = spnn::z2k<64>;

struct masked_product : spnn::net::message_kind<0x7001, "masked product", std::uint64_t> {};

// What holder `self` of two sends: its product, hidden by the key that both have.
spnn::matrix<std::uint64_t> hidden_product(std::size_t self, std::uint64_t factor, const spnn::crypto::seed& key) {
    auto x = spnn::make_matrix<std::uint64_t>(2, 2), t = x;
    for (std::size_t i = 0; i < x.size(); ++i) {
        x.data()[i] = i + self;
        t.data()[i] = factor;
    }
    spnn::matrix<std::uint64_t> product;
    spnn::multiply<ring>(x, t, product);
    spnn::share::pairwise_keys<ring> keys(self, 2);
    keys.insert(1 - self, spnn::crypto::single_use_key(key));
    keys.add_zero_share(product, {spnn::purpose::train, 1});
    return product;
}

int main() {
    spnn::crypto::os_random random;
    const auto key = spnn::crypto::fresh_seed(random);
    auto [near, far] = queue_transport::make_pair();
    spnn::net::channel<queue_transport> holder(std::move(near), "server"), server(std::move(far), "holder");
    holder.send<masked_product>(1, hidden_product(0, 2, key));
    auto sum = server.receive<masked_product>(1, 2, 2);
    spnn::add_to<ring>(sum, hidden_product(1, 3, key));

    // [0 1; 2 3] 2 + [1 2; 3 4] 3, each row's numbers being equal.
    const bool right = sum(0, 0) == 11 && sum(0, 1) == 11 && sum(1, 0) == 31 && sum(1, 1) == 31;
    std::puts(right ? "small: the masks cancel" : "small: WRONG");
    return right ? 0 : 1;
}
