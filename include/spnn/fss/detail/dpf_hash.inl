// fss/detail/dpf_hash.inl: the hash of several registers at once, by the processor's own rounds of AES. Included once
// for each x86 tier inside its namespace and target region; lane::broadcast, add, round and last_round are those of
// crypto/detail/aes_x86.hpp.

// x[i] = AES(x[i]) xor x[i]
template <std::size_t N>
[[gnu::always_inline]] inline void hash_all(lane::reg (&x)[N], const aes_schedule& schedule) {
    const auto* keys = reinterpret_cast<const std::byte*>(schedule.data());
    lane::reg in[N];
    const auto before = lane::broadcast(keys);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
        in[i] = x[i];
        x[i] = lane::add(x[i], before);
    }
#pragma GCC unroll 9
    for (int round = 1; round < 10; ++round) {
        const auto key = lane::broadcast(keys + 16 * round);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < N; ++i) x[i] = lane::round(x[i], key);
    }
    const auto last = lane::broadcast(keys + 160);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) x[i] = lane::last_round(x[i], lane::add(last, in[i]));
}
