// Private set intersection: a shop and an insurer find the customers that both have. Each is a thread here; on machines
// of their own the transport is another one and nothing else changes.

#include <spnn/align/intersect.hpp>
#include <spnn/net/transport/memory.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace align = spnn::align;
namespace net = spnn::net;
using transport = net::memory_transport;

// [party]
// One party's side: its number, its ids, its link to the other. Both call it at the same time.
std::vector<std::uint32_t> common_rows(std::size_t self, const std::vector<std::string>& ids, transport link) {
    net::channel<transport> other(std::move(link), self == 0 ? "insurer" : "shop");
    align::group<transport> both{.self = self, .channels = {nullptr, nullptr}};
    both.channels[1 - self] = &other;
    return align::intersect(ids, both, {.session = "customers in common, June"}).rows;
}
// [/party]

int main() {
    const std::vector<std::string> shop{"ada", "bob", "eve", "joe"}, insurer{"eve", "kim", "ada"};
    std::cout << align::what_each_learns(2) << "\n\n";
    auto [shops_end, insurers_end] = net::make_memory_pair();
    std::vector<std::uint32_t> insurers_rows;
    std::exception_ptr failure;
    std::thread other([&, end = std::move(insurers_end)]() mutable {
        try {
            insurers_rows = common_rows(1, insurer, std::move(end));
        } catch (...) {
            failure = std::current_exception();
        }
    });
    const auto shops_rows = common_rows(0, shop, std::move(shops_end));
    other.join();
    if (failure) std::rethrow_exception(failure);
    // [order]
    // Row shops_rows[i] of the shop and row insurers_rows[i] of the insurer are of one customer, in a random order.
    for (std::size_t i = 0; i < shops_rows.size(); ++i)
        std::cout << "in common: " << shop[shops_rows[i]] << " is " << insurer[insurers_rows[i]] << "\n";
    // [/order]
}
