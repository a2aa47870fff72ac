#include <spnn/split/first_layer/encrypted.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <split/support/schemes.hpp>
#include <split/support/wires.hpp>
#include <spnn/testing/laws/first_layer.hpp>
#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <set>

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
using scheme = test::short_paillier;
using integer = scheme::plaintext;

static_assert(first::is_private && !test::not_encrypted<z2k<64>>::is_private);

TEST_CASE_TEMPLATE("split/first_layer/encrypted: obeys the laws", R, z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    for (std::size_t k = 2; k <= 5; ++k) laws::first_layer<test::encrypted<R>>(laws::small_first_layer(k));
}

TEST_CASE("split/first_layer/encrypted: obeys the laws with any scheme, and alone") {
    for (std::size_t k = 1; k <= 5; ++k) laws::first_layer<test::not_encrypted<z2k<64>>>(laws::small_first_layer(k));
    laws::first_layer<first>(laws::small_first_layer(1));
}

// The ciphertexts of a message.
std::vector<scheme::ciphertext> ciphertexts(const scheme::public_key& key, const net::traced_message& message) {
    std::vector<scheme::ciphertext> all;
    for (std::size_t i = 0; i < message.header.rows; ++i)
        all.push_back(
            scheme::load(key, std::span(message.payload).subspan(i * key.ciphertext_bytes(), key.ciphertext_bytes())));
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

TEST_CASE("split/first_layer/encrypted: the sum runs down the chain as ciphertexts, never the same twice") {
    for (std::size_t k = 2; k <= 4; ++k) {
        const auto c = laws::small_first_layer(k);
        test::wiretap tap;
        laws::sound_first_layer<first>(c, tap.factory());
        const auto key = key_in(tap);
        const auto layout = first::layout_of(c.plan, key.plaintext_bits());
        std::set<spnn::bytes> seen;
        for (std::size_t j = 0; j < k; ++j) {
            const auto next = j + 1 == k ? the_server : the_holder(j + 1);
            const auto sums = tap.messages(the_holder(j), next);
            REQUIRE(sums.size() == c.steps.size());
            for (std::size_t i = 0; i < sums.size(); ++i) {
                CHECK(sums[i].header.kind == split::running_sum::id);
                CHECK(sums[i].header.rows == layout.plaintexts(c.steps[i].rows.size() * c.width));
                CHECK(sums[i].header.columns == key.ciphertext_bytes());
                CHECK(ciphertexts(key, sums[i]).size() == sums[i].header.rows);
                CHECK(seen.insert(sums[i].payload).second);
            }
        }
        // Nothing else between any two parties but the public key.
        for (std::size_t j = 0; j < k; ++j) {
            CHECK(tap.kinds(the_server, the_holder(j)) ==
                  std::map<std::uint16_t, std::size_t>{{split::public_key::id, 1}});
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
    const auto layout = first::layout_of(c.plan, key.plaintext_bits());
    for (std::size_t i = 0; i < c.steps.size(); ++i) {
        const auto in = ciphertexts(key, tap.messages(the_holder(0), the_holder(1)).at(i));
        const auto out = ciphertexts(key, tap.messages(the_holder(1), the_holder(2)).at(i));
        REQUIRE(in.size() == out.size());
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

TEST_CASE("split/first_layer/encrypted: equal products have unequal ciphertexts") {
    auto c = laws::small_first_layer(2);
    c.steps[2] = c.steps[0];
    c.steps[2].at.step = 3;
    c.steps[3] = c.steps[0];
    c.steps[3].at = {spnn::purpose::predict, 4};
    test::wiretap tap;
    laws::sound_first_layer<first>(c, tap.factory());
    const auto sums = tap.messages(the_holder(0), the_holder(1));
    CHECK(sums[0].payload != sums[2].payload);
    CHECK(sums[0].payload != sums[3].payload);
    CHECK(sums[2].payload != sums[3].payload);
}

TEST_CASE("split/first_layer/encrypted: each holder sends what the cost says, large products in several messages") {
    for (const std::size_t width : {1U, 5U, 40U, 300U}) {
        auto c = laws::small_first_layer(3);
        c.width = width;
        for (auto& step : c.steps)
            for (std::size_t j = 0; j < 3; ++j) step.weights[j] = test::random_reals(c.plan.columns[j], width, j);
        test::wiretap tap;
        laws::sound_first_layer<first>(c, tap.factory());
        for (std::size_t j = 0; j < 3; ++j) {
            net::wire_cost cost;
            for (const auto& step : c.steps)
                cost += laws::product_cost<first>(c.plan, step.rows.size(), width).of(the_holder(j));
            const auto next = j == 2 ? the_server : the_holder(j + 1);
            CHECK(tap.traffic({the_holder(j), next}) == std::pair(cost.bytes, cost.messages));
            CHECK((cost.messages > c.steps.size()) == (width == 300));
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
            const auto layout = first::layout_of(c.plan, 511);
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
    auto plan = laws::small_first_layer(2).plan;
    plan.fraction_bits = 20;
    plan.range_bits = 12;
    plan.key_bits = 2048;
    const auto slots = [&](bool rounds) {
        plan.round_products = rounds;
        const auto layout = first::layout_of(plan, 2047);
        // A sign, the part of 2 holders, and a bit for their sum.
        CHECK(layout.slot_bits == (rounds ? 34U : 54U));
        return layout.slots;
    };
    CHECK(slots(false) == 37);
    CHECK(slots(true) == 60);
    const auto cost = [&](bool rounds) {
        plan.round_products = rounds;
        return laws::product_cost<first>(plan, 1000, 8).of(the_holder(0)).bytes;
    };
    CHECK(cost(true) < cost(false) * 63 / 100);
    // More holders than steps in the range: what travels is -1, 0 or 1.
    plan.fraction_bits = 1;
    plan.range_bits = 0;
    plan.columns.assign(255, 1);
    CHECK(first::layout_of(plan, 511).value_bits == 2);
}

TEST_CASE("split/first_layer/encrypted: a server's key of another length than planned, or no key at all, is refused") {
    const auto plan = laws::small_first_layer(2).plan;
    const auto with_key = [&](const spnn::bytes& stored) {
        auto ends = test::plain_link(the_server, the_holder(0));
        split::links<test::any_transport> of_server, of_holder;
        of_server.connect(the_holder(0), std::move(ends.first));
        of_holder.connect(the_server, std::move(ends.second));
        of_server.to(the_holder(0)).send_bytes<split::public_key>(0, stored);
        split::party_session<test::any_transport> s{plan, the_holder(0), std::move(of_holder)};
        return test::error_of<spnn::protocol_error>([&] {
            first::holder_part<test::any_transport> part(s, split::feature_zone(plan, 0, 2, test::seed_of(1)));
        });
    };
    auto random = test::random_of(1);
    CHECK(with_key(scheme::store_public_key(scheme::generate_keys(512, random).pub)).empty());
    CHECK(with_key(scheme::store_public_key(scheme::generate_keys(640, random).pub)) ==
          "server: sent a key of 640 bits, the plan asks for 512");
    CHECK(with_key(scheme::store_public_key(scheme::generate_keys(384, random).pub)) ==
          "server: sent a key of 384 bits, the plan asks for 512");
    CHECK(test::contains(with_key(spnn::bytes(7)), "public key"));
    CHECK(test::contains(with_key(spnn::bytes(70000)), "at most 65536 allowed"));
}

}  // namespace
