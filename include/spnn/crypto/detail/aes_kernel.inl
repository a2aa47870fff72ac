// crypto/detail/aes_kernel.inl: the AES loops of one x86 tier.
//
// Included once for each tier by aes_x86.hpp, inside that tier's namespace and target region, which provide
// `lane` (a register of lane::blocks blocks and its operations) and `rest` (the tier that takes the blocks
// left over). Eight registers travel together to fill the pipeline of the AES unit; they are written out one
// by one because compilers keep such a loop rolled, which costs a factor of five.

struct eight {
    lane::reg x0, x1, x2, x3, x4, x5, x6, x7;
};

[[gnu::always_inline]] inline void encrypt_eight(eight& x, const std::byte* keys) {
    const auto first = lane::broadcast(keys);
    x.x0 = lane::add(x.x0, first);
    x.x1 = lane::add(x.x1, first);
    x.x2 = lane::add(x.x2, first);
    x.x3 = lane::add(x.x3, first);
    x.x4 = lane::add(x.x4, first);
    x.x5 = lane::add(x.x5, first);
    x.x6 = lane::add(x.x6, first);
    x.x7 = lane::add(x.x7, first);
    for (int round = 1; round < 10; ++round) {
        const auto key = lane::broadcast(keys + 16 * round);
        x.x0 = lane::round(x.x0, key);
        x.x1 = lane::round(x.x1, key);
        x.x2 = lane::round(x.x2, key);
        x.x3 = lane::round(x.x3, key);
        x.x4 = lane::round(x.x4, key);
        x.x5 = lane::round(x.x5, key);
        x.x6 = lane::round(x.x6, key);
        x.x7 = lane::round(x.x7, key);
    }
    const auto last = lane::broadcast(keys + 160);
    x.x0 = lane::last_round(x.x0, last);
    x.x1 = lane::last_round(x.x1, last);
    x.x2 = lane::last_round(x.x2, last);
    x.x3 = lane::last_round(x.x3, last);
    x.x4 = lane::last_round(x.x4, last);
    x.x5 = lane::last_round(x.x5, last);
    x.x6 = lane::last_round(x.x6, last);
    x.x7 = lane::last_round(x.x7, last);
}

[[gnu::always_inline]] inline void put_eight(placing how, std::byte* out, const eight& x) {
    constexpr std::size_t step = 16 * lane::blocks;
    lane::put(how, out, x.x0);
    lane::put(how, out + step, x.x1);
    lane::put(how, out + 2 * step, x.x2);
    lane::put(how, out + 3 * step, x.x3);
    lane::put(how, out + 4 * step, x.x4);
    lane::put(how, out + 5 * step, x.x5);
    lane::put(how, out + 6 * step, x.x6);
    lane::put(how, out + 7 * step, x.x7);
}

inline void encrypt(const aes_schedule& schedule, const std::byte* in, std::byte* out, std::size_t blocks) {
    constexpr std::size_t step = 16 * lane::blocks;
    const auto* keys = reinterpret_cast<const std::byte*>(schedule.data());
    for (; blocks >= 8 * lane::blocks; blocks -= 8 * lane::blocks, in += 8 * step, out += 8 * step) {
        eight x{lane::load(in),
                lane::load(in + step),
                lane::load(in + 2 * step),
                lane::load(in + 3 * step),
                lane::load(in + 4 * step),
                lane::load(in + 5 * step),
                lane::load(in + 6 * step),
                lane::load(in + 7 * step)};
        encrypt_eight(x, keys);
        put_eight(placing::store, out, x);
    }
    rest::encrypt(schedule, in, out, blocks);
}

inline void key_stream(const aes_schedule& schedule, std::uint64_t stream, std::uint64_t counter, std::byte* out,
                       std::size_t blocks, placing how) {
    const auto* keys = reinterpret_cast<const std::byte*>(schedule.data());
    auto next = lane::counters(stream, counter);
    for (; blocks >= 8 * lane::blocks; blocks -= 8 * lane::blocks) {
        eight x;
        x.x0 = next;
        x.x1 = lane::advance(x.x0);
        x.x2 = lane::advance(x.x1);
        x.x3 = lane::advance(x.x2);
        x.x4 = lane::advance(x.x3);
        x.x5 = lane::advance(x.x4);
        x.x6 = lane::advance(x.x5);
        x.x7 = lane::advance(x.x6);
        next = lane::advance(x.x7);
        encrypt_eight(x, keys);
        put_eight(how, out, x);
        counter += 8 * lane::blocks;
        out += 128 * lane::blocks;
    }
    rest::key_stream(schedule, stream, counter, out, blocks, how);
}

inline constexpr aes_kernel kernel{single::expand, encrypt, key_stream};
