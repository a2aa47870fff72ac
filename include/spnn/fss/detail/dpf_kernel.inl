// fss/detail/dpf_kernel.inl: generating and evaluating tiles of point functions, for one tier.
//
// Included once for each tier inside that tier's namespace and target region, which provide `lane` (a register of
// lane::blocks blocks, masks of blocks, and their operations) and `hash_all`. Several registers travel together, so
// that the rounds of one hash hide behind those of the others. No branch and no address depends on a key, a root or a
// point.

// A level's row of a tile, and a register's share of it.
inline constexpr std::size_t row_bytes = 16 * tile_keys;

// Registers of blocks that are hashed at a time.
inline constexpr std::size_t in_flight = 8;

// Corrections of the Keys * lane::blocks keys whose places in their tile begin at `corrections`.
template <std::size_t Keys>
[[gnu::always_inline]] inline void generate_some(const aes_schedule& schedule, unsigned bits,
                                                 const std::byte* first_roots, const std::byte* second_roots,
                                                 const std::uint64_t* alpha, std::byte* corrections) {
    constexpr std::size_t step = 16 * lane::blocks;
    const auto tags = lane::halves(3, 0), left_bit = lane::halves(1, 0), right_bit = lane::halves(2, 0);
    lane::reg first[Keys], second[Keys], at[Keys];
    lane::mask corrected[Keys];  // the first side's seed; always just one side's is
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Keys; ++i) {
        first[i] = lane::load(first_roots + step * i);
        second[i] = lane::load(second_roots + step * i);
        at[i] = lane::spread(alpha + lane::blocks * i);
        corrected[i] = lane::none();
    }
    for (unsigned level = bits; level-- > 7; corrections += row_bytes) {
        const auto bit = lane::halves(std::uint64_t{1} << level, std::uint64_t{1} << level);
        lane::reg child[4 * Keys];  // of the first side left and right, of the second left and right
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Keys; ++i) {
            child[4 * i] = lane::without(first[i], tags);
            child[4 * i + 1] = lane::differing(child[4 * i], right_bit);
            child[4 * i + 2] = lane::without(second[i], tags);
            child[4 * i + 3] = lane::differing(child[4 * i + 2], right_bit);
        }
        hash_all(child, schedule);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Keys; ++i) {
            const auto right = lane::test(at[i], bit);
            const auto lefts = lane::differing(child[4 * i], child[4 * i + 2]);
            const auto rights = lane::differing(child[4 * i + 1], child[4 * i + 3]);
            if (level > 7) {
                // Off the path both sides get equal seeds; the control bits differ in the child on the path alone.
                const auto controls =
                    lane::differing(lane::differing(lane::both(lefts, left_bit), lane::both(rights, right_bit)),
                                    lane::chosen(right, left_bit, right_bit));
                const auto correction =
                    lane::differing(lane::without(lane::chosen(right, rights, lefts), tags), controls);
                lane::store(corrections + step * i, correction);
                const auto uncorrected = lane::differing_masks(corrected[i], lane::all());
                first[i] = lane::changed(corrected[i], lane::chosen(right, child[4 * i], child[4 * i + 1]), correction);
                second[i] =
                    lane::changed(uncorrected, lane::chosen(right, child[4 * i + 2], child[4 * i + 3]), correction);
                const auto control = lane::chosen(right, lane::halves(1, 1), lane::halves(2, 2));
                corrected[i] = lane::test(lane::low_in_both(first[i]), control);
            } else {
                const auto point = lane::point(alpha + lane::blocks * i);
                lane::store(corrections + step * i,
                            lane::changed(lane::differing_masks(right, lane::all()), lefts, point));
                lane::store(corrections + row_bytes + step * i, lane::changed(right, rights, point));
            }
        }
    }
}

// Shares of Keys * lane::blocks keys, the first at bit 0.
template <std::size_t Keys>
[[gnu::always_inline]] inline std::uint32_t evaluate_some(const aes_schedule& schedule, unsigned bits, unsigned second,
                                                          const std::byte* roots, const std::uint64_t* y,
                                                          const std::byte* corrections) {
    constexpr std::size_t step = 16 * lane::blocks;
    const auto tags = lane::halves(3, 0), right_bit = lane::halves(2, 0);
    lane::reg seed[Keys], at[Keys], turns[Keys];
    lane::mask corrected[Keys], parity[Keys], right[Keys];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Keys; ++i) {
        seed[i] = lane::load(roots + step * i);
        at[i] = lane::spread(y + lane::blocks * i);
        turns[i] = lane::differing(at[i], lane::template shifted_right<1>(at[i]));
        corrected[i] = second != 0 ? lane::all() : lane::none();
        parity[i] = right[i] = lane::none();
    }
    for (unsigned level = bits; level-- > 7; corrections += row_bytes) {
        const auto bit = lane::halves(std::uint64_t{1} << level, std::uint64_t{1} << level);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Keys; ++i) {
            right[i] = lane::test(at[i], bit);
            parity[i] = lane::differing_masks(parity[i], lane::both_masks(corrected[i], lane::test(turns[i], bit)));
            seed[i] = lane::changed(right[i], lane::without(seed[i], tags), right_bit);
        }
        hash_all(seed, schedule);
        if (level == 7) break;
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Keys; ++i) {
            seed[i] = lane::changed(corrected[i], seed[i], lane::load(corrections + step * i));
            const auto control = lane::chosen(right[i], lane::halves(1, 1), lane::halves(2, 2));
            corrected[i] = lane::test(lane::low_in_both(seed[i]), control);
        }
    }
    std::uint32_t shares = 0;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Keys; ++i) {
        const auto leaf_correction =
            lane::chosen(right[i], lane::load(corrections + step * i), lane::load(corrections + row_bytes + step * i));
        auto leaf = lane::changed(corrected[i], seed[i], leaf_correction);
        const auto beyond = lane::changed(right[i], lane::prefix(y + lane::blocks * i), lane::halves(~0ULL, ~0ULL));
        leaf = lane::both(leaf, beyond);
        leaf = lane::differing(leaf, lane::swapped(leaf));
        leaf = lane::differing(leaf, lane::template shifted_right<32>(leaf));
        leaf = lane::differing(leaf, lane::template shifted_right<16>(leaf));
        leaf = lane::differing(leaf, lane::template shifted_right<8>(leaf));
        leaf = lane::differing(leaf, lane::template shifted_right<4>(leaf));
        leaf = lane::differing(leaf, lane::template shifted_right<2>(leaf));
        leaf = lane::differing(leaf, lane::template shifted_right<1>(leaf));
        leaf = lane::changed(parity[i], leaf, lane::halves(1, 1));
        shares |= static_cast<std::uint32_t>(lane::low_bits(leaf)) << (lane::blocks * i);
    }
    return shares;
}

inline void generate(const aes_schedule& schedule, unsigned bits, const std::byte* first_roots,
                     const std::byte* second_roots, const std::uint64_t* alpha, std::byte* corrections,
                     std::size_t tiles) {
    constexpr std::size_t keys = in_flight / 4, count = keys * lane::blocks;
    for (; tiles > 0; --tiles, corrections += row_bytes * (bits - 6))
        for (std::size_t i = 0; i < tile_keys; i += count) {
            generate_some<keys>(schedule, bits, first_roots, second_roots, alpha, corrections + 16 * i);
            first_roots += 16 * count;
            second_roots += 16 * count;
            alpha += count;
        }
}

inline void evaluate(const aes_schedule& schedule, unsigned bits, unsigned second, const std::byte* roots,
                     const std::uint64_t* y, const std::byte* corrections, std::uint32_t* shares, std::size_t tiles) {
    constexpr std::size_t count = in_flight * lane::blocks;
    for (; tiles > 0; --tiles, corrections += row_bytes * (bits - 6)) {
        std::uint32_t word = 0;
        for (std::size_t i = 0; i < tile_keys; i += count) {
            word |= evaluate_some<in_flight>(schedule, bits, second, roots, y, corrections + 16 * i) << i;
            roots += 16 * count;
            y += count;
        }
        *shares++ = word;
    }
}

inline constexpr dpf_kernel kernel{generate, evaluate};
