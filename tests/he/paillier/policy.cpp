#include <spnn/he/paillier/policy.hpp>

#include <doctest/doctest.h>

namespace he = spnn::he;

TEST_CASE("he/paillier_policy: the default trades nothing") {
    CHECK(he::constant_time::min_key_bits == 2048);
    CHECK(he::constant_time::exponent_bits(2048) == 1024);
    CHECK(he::constant_time::exponent_bits(3072) == 1536);
    CHECK_FALSE(he::constant_time::reads_table_by_index);
    CHECK_FALSE(he::constant_time::uses_vartime_arithmetic);
}

TEST_CASE("he/paillier_policy: each trade changes one thing, and trades compose") {
    CHECK(he::PaillierPolicy<he::constant_time>);
    CHECK_FALSE(he::PaillierPolicy<int>);
    CHECK(he::short_exponent_448<>::exponent_bits(3072) == 448);
    CHECK(he::short_exponent_448<>::min_key_bits == 2048);
    CHECK_FALSE(he::short_exponent_448<>::reads_table_by_index);
    CHECK(he::table_read_vartime<>::reads_table_by_index);
    CHECK_FALSE(he::table_read_vartime<>::uses_vartime_arithmetic);
    CHECK(he::table_read_vartime<>::exponent_bits(3072) == 1536);
    CHECK(he::arithmetic_vartime<>::uses_vartime_arithmetic);
    CHECK(he::test_keys_only<>::min_key_bits == 256);
    CHECK_FALSE(he::test_keys_only<>::uses_vartime_arithmetic);

    using all = he::test_keys_only<he::short_exponent_448<he::table_read_vartime<he::arithmetic_vartime<>>>>;
    CHECK(he::PaillierPolicy<all>);
    CHECK(all::min_key_bits == 256);
    CHECK(all::exponent_bits(256) == 448);
    CHECK(all::reads_table_by_index);
    CHECK(all::uses_vartime_arithmetic);
}
