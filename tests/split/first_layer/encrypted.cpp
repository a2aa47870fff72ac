#include <spnn/split/first_layer/encrypted.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <split/support/schemes.hpp>
#include <split/support/wires.hpp>
#include <spnn/testing/laws/first_layer.hpp>
#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <functional>
#include <set>
#include <type_traits>

namespace {

namespace laws = spnn::testing::laws;
namespace he = spnn::he;
namespace net = spnn::net;
namespace split = spnn::split;
using spnn::mersenne61;
using spnn::z2k;
using test::the_holder;
using test::the_server;

using first = test::encrypted<z2k<64>>;
using by_rlwe = test::encrypted_by_rlwe<z2k<64>>;
using scheme = test::short_paillier;
using integer = scheme::plaintext;

static_assert(first::is_private && by_rlwe::is_private && !test::not_encrypted<z2k<64>>::is_private);
// The default is lattice encryption; an AdditiveHe is packed, a cipher for sums taken as it is.
static_assert(std::is_same_v<split::encrypted<>, by_rlwe>);
static_assert(std::is_same_v<split::encrypted<he::paillier<>>::scheme, he::packed<he::paillier<>>>);
static_assert(std::is_same_v<first::scheme, test::packed_paillier>);
// What hello compares.
static_assert(split::cipher_name<by_rlwe>() == "rlwe" && split::cipher_name<first>() == "paillier");

TEST_CASE_TEMPLATE("split/first_layer/encrypted: obeys the laws", R, z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    for (std::size_t k = 2; k <= 5; ++k) {
        laws::first_layer<test::encrypted<R>>(laws::small_first_layer(k));
        laws::first_layer<test::encrypted_by_rlwe<R>>(laws::small_first_layer(k));
    }
}

TEST_CASE("split/first_layer/encrypted: obeys the laws with any scheme, and alone") {
    for (std::size_t k = 1; k <= 5; ++k) laws::first_layer<test::not_encrypted<z2k<64>>>(laws::small_first_layer(k));
    laws::first_layer<first>(laws::small_first_layer(1));
    laws::first_layer<by_rlwe>(laws::small_first_layer(1));
}

// The ciphertexts of a message.
std::vector<scheme::ciphertext> ciphertexts(const scheme::public_key& key, const net::traced_message& message) {
    const auto size = key.ciphertext_bytes();
    std::vector<scheme::ciphertext> all;
    for (std::size_t at = 0; at < message.payload.size(); at += size)
        all.push_back(scheme::load(key, std::span(message.payload).subspan(at, size)));
    return all;
}

scheme::public_key key_in(const test::wiretap& tap) {
    return scheme::load_public_key(tap.of_kind<split::public_key>(the_server, the_holder(0)).at(0).payload);
}

// Packed product of holder j, as it is encrypted: ciphertext number `index` of it.
integer packed(const laws::first_layer_case& c, const he::slot_layout& layout, const laws::product_step& step,
               std::size_t j, std::size_t index) {
    const auto bare = laws::bare_product<first>(c, step, j);
    std::vector<spnn::int128> values;
    for (std::size_t i = index * layout.slots; i < std::min(bare.size(), (index + 1) * layout.slots); ++i)
        values.push_back(z2k<64>::to_signed(bare.data()[i]));
    return he::pack<integer>(layout, values);
}

TEST_CASE_TEMPLATE("split/first_layer/encrypted: the sum runs down the chain as ciphertexts, never the same twice",
                   First, first, by_rlwe) {
    for (std::size_t k = 2; k <= 4; ++k) {
        const auto c = laws::small_first_layer(k);
        test::wiretap tap;
        laws::sound_first_layer<First>(c, tap.factory());
        const auto layout = First::layout_of(c.plan, c.width);
        std::set<spnn::bytes> seen;
        for (std::size_t j = 0; j < k; ++j) {
            const auto next = j + 1 == k ? the_server : the_holder(j + 1);
            const auto sums = tap.messages(the_holder(j), next);
            REQUIRE(sums.size() == c.steps.size());
            for (std::size_t i = 0; i < sums.size(); ++i) {
                CHECK(sums[i].header.kind == split::running_sum::id);
                CHECK(sums[i].header.rows == 1);
                CHECK(sums[i].header.columns == layout.message_bytes(c.steps[i].rows.size() * c.width));
                CHECK(seen.insert(sums[i].payload).second);
            }
        }
        // Nothing else between any two parties but the public key, which is the same for all.
        const auto key = tap.of_kind<split::public_key>(the_server, the_holder(0)).at(0).payload;
        CHECK(key.size() <= layout.most_key_bytes());
        for (std::size_t j = 0; j < k; ++j) {
            CHECK(tap.kinds(the_server, the_holder(j)) ==
                  std::map<std::uint16_t, std::size_t>{{split::public_key::id, 1}});
            CHECK(tap.of_kind<split::public_key>(the_server, the_holder(j)).at(0).payload == key);
            if (j + 1 < k) CHECK(tap.messages(the_holder(j), the_server).empty());
            if (j > 0) CHECK(tap.messages(the_holder(j), the_holder(j - 1)).empty());
        }
    }
}

TEST_CASE("split/first_layer/encrypted: what went out of a holder over what came in is no plain factor") {
    const auto c = laws::small_first_layer(3);
    test::wiretap tap;
    laws::sound_first_layer<first>(c, tap.factory());
    const auto key = key_in(tap);
    const auto layout = first::layout_of(c.plan, c.width).slots();
    for (std::size_t i = 0; i < c.steps.size(); ++i) {
        const auto in = ciphertexts(key, tap.messages(the_holder(0), the_holder(1)).at(i));
        const auto out = ciphertexts(key, tap.messages(the_holder(1), the_holder(2)).at(i));
        REQUIRE(in.size() == out.size());
        REQUIRE(in.size() == layout.plaintexts(c.steps[i].rows.size() * c.width));
        for (std::size_t v = 0; v < in.size(); ++v) {
            const auto own = packed(c, layout, c.steps[i], 1, v);
            CHECK_FALSE(scheme::add_plain(key, in[v], own) == out[v]);
            // add_plain leaves a ciphertext's residue modulo n as it was; a fresh encryption does not.
            CHECK((in[v].value() % key.n()) != (out[v].value() % key.n()));
            const integer with_plain = scheme::add_plain(key, in[v], own).value() % key.n();
            CHECK(with_plain == in[v].value() % key.n());
        }
    }
}

TEST_CASE_TEMPLATE("split/first_layer/encrypted: equal products have unequal ciphertexts", First, first, by_rlwe) {
    auto c = laws::small_first_layer(2);
    c.steps[2] = c.steps[0];
    c.steps[2].at.step = 3;
    c.steps[3] = c.steps[0];
    c.steps[3].at = {spnn::purpose::predict, 4};
    test::wiretap tap;
    laws::sound_first_layer<First>(c, tap.factory());
    const auto sums = tap.messages(the_holder(0), the_holder(1));
    CHECK(sums[0].payload != sums[2].payload);
    CHECK(sums[0].payload != sums[3].payload);
    CHECK(sums[2].payload != sums[3].payload);
}

TEST_CASE_TEMPLATE(
    "split/first_layer/encrypted: each holder sends what the cost says, large products in several messages", First,
    first, by_rlwe) {
    for (const std::size_t width : {1U, 5U, 40U, 600U}) {
        auto c = laws::small_first_layer(3);
        c.width = width;
        c.plan.batch = 2;  // fewer rows than some steps have
        for (auto& step : c.steps)
            for (std::size_t j = 0; j < 3; ++j) step.weights[j] = test::random_reals(c.plan.columns[j], width, j);
        test::wiretap tap;
        laws::sound_first_layer<First>(c, tap.factory());
        for (std::size_t j = 0; j < 3; ++j) {
            net::wire_cost cost;
            for (const auto& step : c.steps)
                cost += laws::product_cost<First>(c.plan, step.rows.size(), width).of(the_holder(j));
            const auto next = j == 2 ? the_server : the_holder(j + 1);
            CHECK(tap.traffic({the_holder(j), next}) == std::pair(cost.bytes, cost.messages));
            CHECK((cost.messages > c.steps.size()) == (width == 600));
        }
    }
}

TEST_CASE("split/first_layer/encrypted: slots hold the largest products of any number of holders") {
    for (std::size_t k = 1; k <= 9; ++k)
        for (const bool rounds : {false, true}) {
            auto c = laws::small_first_layer(k);
            c.plan.fraction_bits = 10;
            c.plan.range_bits = 8;
            c.plan.round_products = rounds;
            const auto layout = first::layout_of(c.plan, c.width).slots();
            CHECK(layout.terms == k);
            const auto largest = static_cast<spnn::int128>(split::product_scale_of<first>(c.plan).part_limit());
            CHECK(bool(largest ==
                       ((std::int64_t{1} << (rounds ? 18 : 28)) + static_cast<std::int64_t>(rounds ? k / 2 : 0)) /
                           static_cast<std::int64_t>(k)));
            const std::vector<spnn::int128> edge{largest, -largest, largest};
            integer total = 0;
            for (std::size_t j = 0; j < k; ++j) total += he::pack<integer>(layout, edge);
            std::vector<spnn::int128> sums(3);
            he::unpack(layout, total, std::span<spnn::int128>(sums));
            CHECK((sums[0] == largest * static_cast<spnn::int128>(k)));
            CHECK((sums[1] == -largest * static_cast<spnn::int128>(k)));
        }
}

TEST_CASE("split/first_layer/encrypted: rounded products take less of a plaintext, and so fewer ciphertexts") {
    using real = split::encrypted<he::paillier<>>;
    auto plan = laws::small_first_layer(2).plan;
    plan.fraction_bits = 20;
    plan.range_bits = 12;
    plan.security_bits = 112;
    const auto slots = [&](bool rounds) {
        plan.round_products = rounds;
        const auto layout = real::layout_of(plan, 8);
        CHECK(layout.key_bits() == 2048);
        // A sign, the part of 2 holders, and a bit for their sum.
        CHECK(layout.slots().slot_bits == (rounds ? 34U : 54U));
        return layout.slots().slots;
    };
    CHECK(slots(false) == 37);
    CHECK(slots(true) == 60);
    const auto cost = [&](bool rounds) {
        plan.round_products = rounds;
        return laws::product_cost<real>(plan, 1000, 8).of(the_holder(0)).bytes;
    };
    CHECK(cost(true) < cost(false) * 63 / 100);
    // More holders than steps in the range: what travels is -1, 0 or 1.
    plan.fraction_bits = 1;
    plan.range_bits = 0;
    plan.columns.assign(255, 1);
    CHECK(real::layout_of(plan, 8).slots().value_bits == 2);
}

// 52 bits of a sum, 20 of noise and 2 of room in two primes of 37 bits; rounded, 32 and 20 and 2 in one of 54.
TEST_CASE("split/first_layer/encrypted: by lattices a value has 9.25 bytes, and each message one mask more") {
    auto plan = laws::small_first_layer(2).plan;
    plan.batch = 5000;
    plan.round_products = false;
    const auto layout = by_rlwe::layout_of(plan, 8);
    CHECK(layout.ring() == he::rlwe::ring_size{4096, 37, 2});
    CHECK(layout.values_a_message() == 10 * 4096);
    CHECK(layout.message_bytes(40'000) == 370'000 + 37'888);
    CHECK(layout.most_key_bytes() == 10 * 37'888 + 16);
    const auto sent = laws::product_cost<by_rlwe>(plan, 5000, 8).of(the_holder(0));
    CHECK(sent.messages == 1);
    CHECK(sent.bytes == 370'000 + 37'888 + 64);
    plan.round_products = true;
    CHECK(laws::product_cost<by_rlwe>(plan, 5000, 8).of(the_holder(0)).bytes < sent.bytes * 4 / 5);
}

TEST_CASE("split/first_layer/encrypted: what a cipher cannot do is refused before a key is made") {
    auto plan = laws::small_first_layer(2).plan;
    const auto refusal = [&](auto of_plan) {
        return test::error_of<spnn::usage_error>([&] { static_cast<void>(of_plan()); });
    };
    plan.security_bits = 192;
    CHECK(refusal([&] { return by_rlwe::layout_of(plan, 3); }) == "rlwe_sum: 192 bits of security, it has 128");
    plan.security_bits = 130;
    CHECK(refusal([&] { return split::encrypted<he::paillier<>>::layout_of(plan, 3); }) ==
          "cipher: 130 bits of security, expected 112, 128, 192 or 256");
}

// A server and its last holder, who does as a test likes.
template <class First>
struct foreign_links {
    explicit foreign_links(const split::plan& p) : plan(p) {
        for (std::size_t j = 0; j < plan.holders(); ++j) {
            auto ends = test::plain_link(the_server, the_holder(j));
            of_server.connect(the_holder(j), std::move(ends.first));
            of_holder.emplace_back().connect(the_server, std::move(ends.second));
        }
    }

    split::plan plan;
    split::links<test::any_transport> of_server;
    std::vector<split::links<test::any_transport>> of_holder;
};

TEST_CASE_TEMPLATE("split/first_layer/encrypted: a foreign public key is refused, with whose it was", First, first,
                   by_rlwe) {
    const auto plan = laws::small_first_layer(2).plan;
    const auto with_key = [&](const spnn::bytes& stored) {
        foreign_links<First> links(plan);
        links.of_server.to(the_holder(0)).template send_bytes<split::public_key>(0, stored);
        split::party_session<test::any_transport> s{plan, the_holder(0), std::move(links.of_holder[0])};
        return test::error_of<spnn::protocol_error>([&] {
            typename First::template holder_part<test::any_transport> part(
                s, split::feature_zone(plan, 0, 2, test::seed_of(1)));
        });
    };
    auto random = test::random_of(1);
    const auto key_for = [&](std::size_t security_bits, std::size_t range_bits) {
        auto other = plan;
        other.security_bits = security_bits;
        other.range_bits = range_bits == 0 ? -1 : static_cast<int>(range_bits);
        return First::scheme::store_public_key(First::scheme::generate_keys(First::layout_of(other, 2), random).pub);
    };
    const auto right = key_for(128, 0);
    CHECK(with_key(right).empty());
    CHECK(test::contains(with_key(spnn::bytes(7)), "server, public key: "));
    CHECK(test::contains(with_key(spnn::bytes(70'000)), "allowed"));
    auto wrong = right;
    std::ranges::fill(wrong, std::byte{0xff});
    CHECK(test::contains(with_key(wrong), "server, public key: "));
    if constexpr (std::is_same_v<First, first>) {
        CHECK(with_key(key_for(160, 0)) == "server, public key: a key of 640 bits came, the layout asks for 512");
    } else {
        CHECK(test::contains(with_key(key_for(128, 22)), "allowed"));  // a longer one
    }
}

// Of one holder, who sends this to a server that waits for the sum of two.
template <class First>
std::string server_with(const split::plan& plan,
                        const std::function<spnn::bytes(const spnn::bytes& key, std::size_t values)>& sum) {
    foreign_links<First> links(plan);
    split::party_session<test::any_transport> s{plan, the_server, std::move(links.of_server)};
    return test::error_of<spnn::protocol_error>([&] {
        typename First::template server_part<test::any_transport> part(s, 3);
        auto& holder = links.of_holder[1].to(the_server);
        const auto layout = First::layout_of(plan, 3);
        const auto key = holder.template receive_bytes<split::public_key>(0, layout.most_key_bytes());
        const spnn::step_id at{spnn::purpose::train, 1};
        const auto bytes = sum(key, 12);
        spnn::matrix<std::byte> message;
        spnn::resize(message, 1, bytes.size());
        std::ranges::copy(bytes, message.data());
        holder.template send<split::running_sum>(at.tag(), message);
        spnn::matrix<spnn::element<z2k<64>>> h1;
        part.receive(at, 4, h1);
    });
}

TEST_CASE_TEMPLATE("split/first_layer/encrypted: a sum that is none ends the session, whatever is wrong with it", First,
                   first, by_rlwe) {
    using cipher = typename First::scheme;
    const auto plan = laws::small_first_layer(2).plan;
    const auto layout = First::layout_of(plan, 3);
    auto random = test::random_of(2);
    const auto encrypted = [&](const typename cipher::public_key& pub, std::size_t terms, spnn::int128 v) {
        const std::vector<spnn::int128> values(12, v);
        const typename cipher::encryptor by(pub);
        auto sum = by.encrypt(values, random, {});
        for (std::size_t i = 1; i < terms; ++i) cipher::add(pub, sum, by.encrypt(values, random, {}), {});
        spnn::bytes out(layout.message_bytes(12));
        cipher::store(pub, sum, out, {});
        return out;
    };
    const auto limit = static_cast<spnn::int128>(split::product_scale_of<First>(plan).part_limit());
    const auto of_server = [&](const spnn::bytes& key) { return cipher::load_public_key(layout, key); };
    const auto with = [&](const std::function<spnn::bytes(const spnn::bytes&, std::size_t)>& sum) {
        return server_with<First>(plan, sum);
    };
    CHECK(with([&](const auto& key, auto) { return encrypted(of_server(key), 2, -limit); }).empty());
    const auto foreign =
        with([&](const auto&, auto) { return encrypted(cipher::generate_keys(layout, random).pub, 2, 1); });
    CHECK(test::contains(foreign, "holder_2, "));
    CHECK(test::contains(foreign, "step 1"));
    CHECK(test::contains(foreign, "encrypted running sum: is no sum of 2 encryptions under this session's key"));
    // Of too many, each within its limit.
    CHECK(with([&](const auto& key, auto) { return encrypted(of_server(key), 5, limit); }) == foreign);
    // What is no ciphertext, and another number of bytes.
    const auto none = with([&](const auto&, auto n) { return spnn::bytes(layout.message_bytes(n), std::byte{0xff}); });
    CHECK(test::contains(none, "encrypted running sum: "));
    CHECK(none != foreign);
    CHECK(test::contains(with([&](const auto&, auto n) { return spnn::bytes(layout.message_bytes(n) - 1); }),
                         "encrypted running sum"));
}

}  // namespace
